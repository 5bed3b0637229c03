import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { DeskhandError } from '../../base/errors.ts';
import { locateFile } from '../../base/kept-file.ts';
import { readParams } from '../../base/model-params.ts';
import { isTaskFile } from '../../base/task-file.ts';
import { yamlFault } from '../../base/yaml-fault.ts';
import { parsePlaybook } from '../../playbook/parse.ts';
import { specOfTaskFile } from './run-task-file.ts';

/** What `run` was asked for. */
export interface RunRequest {
  /** The body of `POST /v1/tasks`. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Print the run's document instead of its answer. */
  readonly json: boolean;
}

const OPTIONS = {
  json: { type: 'boolean', default: false },
  model: { type: 'string' },
  steps: { type: 'string' },
  minutes: { type: 'string' },
  budget: { type: 'string' },
  // The name before it was called as on the host.
  usd: { type: 'string' },
  param: { type: 'string', multiple: true },
  'start-url': { type: 'string' },
  'strict-model': { type: 'boolean' },
} as const;

/** Reads the arguments of `run`. Throws `bad_input` for unknown options, a missing task and a playbook that cannot be read or has a fault. */
export async function parseRunArguments(args: readonly string[]): Promise<RunRequest> {
  const { values, positionals } = parse(args);
  const words = positionals.join(' ').trim();
  if (words === '') {
    throw new DeskhandError('bad_input', 'run needs a task.', {
      hint: 'For example: run "Find the price of …".',
    });
  }
  const [only] = positionals;
  const isPlaybook = positionals.length === 1 && only !== undefined && /\.ya?ml$/.test(only);
  const what = isPlaybook ? await readPlaybook(only) : { task: words };
  const limits = {
    ...amount('steps', values.steps),
    ...amount('minutes', values.minutes),
    ...renamed(amount('budget', dollarsOf(values))),
  };
  return {
    json: values.json,
    spec: {
      ...what,
      ...(Object.keys(limits).length === 0 ? {} : { limits: { ...limitsIn(what), ...limits } }),
      ...(values.model === undefined ? {} : { model: values.model }),
      ...(values.param === undefined ? {} : { params: { ...paramsIn(what), ...readParams(values.param) } }),
      ...(values['start-url'] === undefined ? {} : { start_url: values['start-url'] }),
      ...(values['strict-model'] === undefined ? {} : { strict_model: values['strict-model'] }),
    },
  };
}

function dollarsOf({ budget, usd }: { readonly budget?: string; readonly usd?: string }): string | undefined {
  if (budget === undefined || usd === undefined) return budget ?? usd;
  throw new DeskhandError('bad_input', '--usd is the old name of --budget; give one of them.');
}

function renamed({ budget }: Readonly<Record<string, number>>): Record<string, number> {
  return budget === undefined ? {} : { usd: budget };
}

function paramsIn(spec: Readonly<Record<string, unknown>>): object {
  const { params } = spec;
  return typeof params === 'object' && params !== null ? params : {};
}

function limitsIn(spec: Readonly<Record<string, unknown>>): object {
  const { limits } = spec;
  return typeof limits === 'object' && limits !== null ? limits : {};
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new DeskhandError('bad_input', `run: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: `Its options are ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(', ')}.`,
      cause,
    });
  }
}

function amount(name: string, text: string | undefined): Record<string, number> {
  if (text === undefined) return {};
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return { [name]: value };
  throw new DeskhandError('bad_input', `--${name}: "${text}" is not a number.`);
}

/** A task file as a spec, or a playbook's text and the files that it names beside it. */
async function readPlaybook(path: string): Promise<Readonly<Record<string, unknown>>> {
  const playbook = (await readInput(path)).toString('utf8');
  let content: unknown;
  try {
    content = parseYaml(playbook);
  } catch (cause) {
    throw new DeskhandError('bad_input', `${path}: not YAML: ${yamlFault(cause)}`, { cause });
  }
  if (isTaskFile(content)) return specOfTaskFile(content, path, process.env);
  const { files: names } = parsePlaybook(playbook);
  const read = async (name: string) => ({
    name: basename(name),
    data: (await readInput(await locateFile(dirname(path), name))).toString('base64'),
  });
  return { playbook, files: await Promise.all(names.map(read)) };
}

async function readInput(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DeskhandError('bad_input', `cannot read ${path}: ${String(cause)}`, {
      hint: 'Mount the file into the container: docker run -v "$PWD:/data:ro" … run /data/playbook.yaml',
      cause,
    });
  }
}
