import { readFile } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { locateFile } from '../../base/kept-file.ts';
import type { JsonObject } from '../../base/json.ts';
import { readParams } from '../../base/model-params.ts';
import type { TaskFile } from '../../base/task-file.ts';
import type { TaskRequest } from '../../client/wire.ts';
import type { Config } from '../config-schema.ts';
import { modelSettings } from './model-settings.ts';
import { keptFiles, readInterrupted, recordFolder } from './resume.ts';
import { readSecrets } from './secrets.ts';
import { isInputFile, readInputFile } from './task-file.ts';
import type { InputFile } from './task-file.ts';
import { readMemory } from './workspace.ts';

/** What `run` was asked for. */
export interface RunInput {
  /** The task in words, or the path of a playbook or task file; empty with `resume`. */
  readonly what: string;
  readonly files: readonly string[];
  readonly secrets: readonly string[];
  /** Parameters of the model as `NAME=VALUE`, over those of a task file. */
  readonly params?: readonly string[] | undefined;
  /** Actions that the model may use. */
  readonly tools?: readonly string[] | undefined;
  readonly interactive?: boolean | undefined;
  /** When a person is asked before an act. */
  readonly confirm?: 'never' | 'risky' | 'always' | undefined;
  /** Let the model repair a playbook. */
  readonly heal?: boolean | undefined;
  /** Run folder, or id of a run, to go on from. */
  readonly resume?: string | undefined;
  /** Folder of the model's notes. */
  readonly workspace?: string | undefined;
}

/** Where it is asked. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** A request that is ready to be sent, and what its sender should be told. */
export interface PreparedTask {
  readonly request: TaskRequest;
  readonly notes: readonly string[];
  /** Folder that the run's notes are to be kept in. */
  readonly workspace?: string;
  /** The playbook that is to be replaced by its repaired form. */
  readonly healed?: string;
}

/** Whether the argument names a playbook or task file and is no task in words, which may end in a file's name too. */
export const isPlaybook = isInputFile;

/** Reads everything that a run needs, so that whatever is missing is known before a desktop starts. */
export async function prepareTask(
  input: RunInput,
  config: Config,
  around: Surroundings,
  file?: InputFile,
): Promise<PreparedTask> {
  const given =
    file ?? (isInputFile(input.what, around.cwd) ? await readInputFile(input.what, around.cwd) : undefined);
  if (given?.kind === 'playbook') return preparePlaybook(given, input, config, around);
  if (input.heal === true) throw new DeskhandError('bad_input', '--heal needs a playbook.');
  const task = given?.task;
  const places = { cwd: around.cwd, runs: config.runs };
  const resume = input.resume === undefined ? undefined : await readInterrupted(input.resume, places);
  const what = task?.task ?? input.what;
  // A task file may stand beside it: its servers, secrets and limits are in no record.
  if (resume !== undefined && task === undefined && what.trim() !== '') {
    throw new DeskhandError('bad_input', '--resume goes on with the task of that run; leave the task out.', {
      hint: 'Its task file may be given again, for the settings that are in no record.',
    });
  }
  if (resume === undefined && what.trim() === '') throw new DeskhandError('bad_input', 'The task is empty.');
  const own = input.files.map((path) => resolve(around.cwd, path));
  const named = (task?.files ?? []).map((path) => resolve(given?.folder ?? '', path));
  const kept = input.resume === undefined ? [] : await keptFiles(recordFolder(input.resume, places));
  const beside = [...named, ...kept.filter((path) => !isAmong(path, [...named, ...own]))];
  const params = { ...jsonObject(task?.params), ...readParams(input.params ?? []) };
  const workspace = workspaceOf(input, given, around);
  const model = await modelSettings(config, around);
  return {
    request: {
      ...(resume === undefined ? { task: what } : { resume }),
      ...(await common(input, config, around, given)),
      ...optional({
        params: Object.keys(params).length === 0 ? undefined : params,
        tools: input.tools ?? task?.tools,
        interactive: (input.interactive ?? task?.interactive) || undefined,
        confirm: input.confirm ?? task?.confirm,
        sites: task?.sites,
        output_schema: task?.output_schema,
        mcp_servers: task?.mcp_servers,
        memory: workspace === undefined ? undefined : await readMemory(workspace),
      }),
      ...(await readFiles([...beside, ...own])),
      ...model.settings,
    },
    notes: model.notes,
    ...(workspace === undefined ? {} : { workspace }),
  };
}

async function preparePlaybook(
  playbook: Extract<InputFile, { kind: 'playbook' }>,
  input: RunInput,
  config: Config,
  around: Surroundings,
): Promise<PreparedTask> {
  const named = await Promise.all(playbook.files.map((path) => fileOf(playbook.folder, path)));
  const own = input.files.map((path) => resolve(around.cwd, path));
  const model = input.heal === true ? await modelSettings(config, around) : { settings: {}, notes: [] };
  return {
    request: {
      playbook: playbook.text,
      ...(await common(input, config, around, undefined)),
      ...(input.heal === true ? { heal: true } : {}),
      ...optional({ confirm: input.confirm, interactive: input.interactive || undefined }),
      ...(await readFiles([...named, ...own])),
      ...model.settings,
    },
    notes: model.notes,
    ...(input.heal === true ? { healed: playbook.path } : {}),
  };
}

/** A file that a playbook names lies in its folder: one from a stranger must not carry this machine's files away. */
async function fileOf(folder: string, path: string): Promise<string> {
  const file = resolve(folder, path);
  if (file.startsWith(`${resolve(folder)}${sep}`)) return locateFile(folder, path);
  throw new DeskhandError('bad_input', `The playbook names a file outside of its folder: ${path}`, {
    hint: `If that is meant, give it on the command line: --file ${path}`,
  });
}

/** Limits, secrets and the start page. */
async function common(
  input: RunInput,
  config: Config,
  around: Surroundings,
  given: Extract<InputFile, { kind: 'task' }> | undefined,
): Promise<Pick<TaskRequest, 'limits' | 'secrets' | 'start_url'>> {
  const own = await readSecrets(input.secrets, around.env, around.cwd);
  const named = await readSecrets(secretEntries(given?.task.secrets, own), around.env, given?.folder ?? '');
  const secrets = { ...named, ...own };
  return {
    ...limits(config),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(config.start_url === undefined ? {} : { start_url: config.start_url }),
  };
}

/** A task file's secrets as `--secret` takes them, but for those that were given there. */
function secretEntries(
  secrets: TaskFile['secrets'],
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const sources = Array.isArray(secrets)
    ? secrets.map((name) => [name, 'env'] as const)
    : Object.entries(secrets ?? {});
  return sources.filter(([name]) => !Object.hasOwn(given, name)).map(([name, from]) => `${name}=${from}`);
}

function isAmong(path: string, others: readonly string[]): boolean {
  return others.some((other) => basename(other) === basename(path));
}

/** What came from YAML as plain JSON, without undefined fields. */
function jsonObject(value: object | undefined): JsonObject {
  return value === undefined ? {} : (JSON.parse(JSON.stringify(value)) as JsonObject);
}

function workspaceOf(
  input: RunInput,
  given: Extract<InputFile, { kind: 'task' }> | undefined,
  { cwd }: Surroundings,
): string | undefined {
  if (input.workspace !== undefined) return resolve(cwd, input.workspace);
  return given?.task.workspace === undefined ? undefined : resolve(given.folder, given.task.workspace);
}

function optional<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function limits({ steps, minutes, budget }: Config): Pick<TaskRequest, 'limits'> {
  if (steps === undefined && minutes === undefined && budget === undefined) return {};
  return {
    limits: {
      ...(steps === undefined ? {} : { steps }),
      ...(minutes === undefined ? {} : { minutes }),
      ...(budget === undefined ? {} : { usd: budget }),
    },
  };
}

async function readFiles(paths: readonly string[]): Promise<Pick<TaskRequest, 'files'>> {
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new DeskhandError('bad_input', `Two files are named ${twice}; in the desktop they would be one.`);
  const files = paths.map(async (path) => {
    const data = await readFile(path).catch((cause: unknown) => {
      throw new DeskhandError('bad_input', `The file ${path} cannot be read.`, { cause });
    });
    return { name: basename(path), data: data.toString('base64') };
  });
  return paths.length === 0 ? {} : { files: await Promise.all(files) };
}
