import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { isTaskFile, TaskFile } from '../../base/task-file.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import { yamlFault } from '../../base/yaml-fault.ts';
import type { Flags } from '../config.ts';

/** What `run` was given as a file: a task with all that belongs to it, or a playbook. */
export type InputFile =
  | { readonly kind: 'task'; readonly path: string; readonly folder: string; readonly task: TaskFile }
  | {
      readonly kind: 'playbook';
      readonly path: string;
      readonly folder: string;
      readonly text: string;
      /** As the playbook names them, relative to itself. */
      readonly files: readonly string[];
    };

/** Whether the argument names a YAML file and is no task in words, which may end in a file's name too. */
export function isInputFile(what: string, cwd: string): boolean {
  return /\.ya?ml$/i.test(what) && (!/\s/.test(what) || existsSync(resolve(cwd, what)));
}

/** Reads a task file or a playbook. Throws `bad_input` for a file that cannot be read, is no YAML, is neither of the two, or has a fault, so that no desktop is started for it. */
export async function readInputFile(what: string, cwd: string): Promise<InputFile> {
  const path = resolve(cwd, what);
  const folder = dirname(path);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `The file ${path} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  });
  const value = await parseYaml(text, path);
  if (isTaskFile(value)) {
    return {
      kind: 'task',
      path,
      folder,
      task: parseOrThrow(TaskFile, value, what, Object.keys(TaskFile.shape)),
    };
  }
  assertPlaybook(value, path);
  const { parsePlaybook } = await import('../../playbook/parse.ts');
  const { files } = parsePlaybook(text);
  return { kind: 'playbook', path, folder, text, files };
}

/** What cannot be a playbook at all is told as such, and not by the first field that it lacks. */
function assertPlaybook(value: unknown, path: string): void {
  if (value === null || value === undefined)
    throw new DeskhandError('bad_input', `The file ${path} is empty.`, { hint: WHAT_A_FILE_HAS });
  if (typeof value === 'object' && 'steps' in value) return;
  const keys = typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
  const guess = keys.map((key) => nearest(key, ['task', 'steps'])).find((found) => found !== undefined);
  throw new DeskhandError('bad_input', `The file ${path} has neither \`task\` nor \`steps\`.`, {
    hint: guess === undefined ? WHAT_A_FILE_HAS : `Did you mean \`${guess}\`? ${WHAT_A_FILE_HAS}`,
  });
}

const WHAT_A_FILE_HAS =
  'A task file says `task`, a playbook `name` and `steps`: examples/expenses.task.yaml and examples/expense-report.yaml.';

/** A task file's settings as if they were flags, under those that were really given. */
export function flagsOf(task: TaskFile, given: Flags): Flags {
  const { limits = {} } = task;
  const text = (value: number | undefined): string | undefined => value?.toString();
  const own: Flags = {
    model: task.model,
    'base-url': task.base_url,
    'strict-model': task.strict_model,
    'start-url': task.start_url,
    steps: text(limits.steps),
    minutes: text(limits.minutes),
    budget: text(limits.usd),
  };
  const really = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return { ...own, ...Object.fromEntries(really) };
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text) as unknown;
  } catch (cause) {
    throw new DeskhandError('bad_input', `The file ${path} is no YAML: ${yamlFault(cause)}`, { cause });
  }
}
