import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { isTaskFile, TaskFile } from '../../base/task-file.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
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

/** Reads a task file or a playbook. Throws `bad_input` for a file that cannot be read, is no YAML, or is a task file with a fault; a playbook's steps are the desktop's to check. */
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
  const named = typeof value === 'object' && value !== null && 'files' in value ? value.files : [];
  const files = Array.isArray(named) ? named.filter((file) => typeof file === 'string') : [];
  return { kind: 'playbook', path, folder, text, files };
}

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
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new DeskhandError('bad_input', `The file ${path} is no YAML: ${why}`, { cause });
  }
}
