import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import { yamlFault } from '../../base/yaml-fault.ts';

/** One task of a set. */
export const BenchTask = z.strictObject({
  name: z.string().min(1).max(100),
  task: z.string().min(1).max(100_000),
  start_url: z.string().min(1).max(8192).optional(),
  /** Regular expression that a right answer matches; without it being done is enough. */
  expect: z.string().min(1).refine(isPattern, 'is not a valid regular expression').optional(),
  steps: z.int().min(1).max(1000).default(25),
});

/** See {@link BenchTask}. */
export type BenchTask = z.output<typeof BenchTask>;

const TaskSet = z.strictObject({ tasks: z.array(BenchTask).min(1).max(1000) });

/** Tasks on the image's own demo pages, so that every bench can be repeated: reading, acting, and a form of several pages. */
export const DEFAULT_TASKS: readonly BenchTask[] = [
  {
    name: 'read',
    task: 'Which demo pages are there? Answer with the titles of all that are listed.',
    start_url: 'demo:/',
    expect: 'expense',
    steps: 10,
  },
  {
    name: 'sign in',
    task: 'Sign in as demo@example.com with the password "correct horse" and tell me the heading of the page that comes.',
    start_url: 'demo:/expenses/',
    expect: 'New expense report',
    steps: 15,
  },
  {
    name: 'fill in',
    task: 'Sign in as demo@example.com with the password "correct horse". Start an expense report: name Zoë Müller, date of travel 14 March 2026, category Travel, purpose "Visit"; accept the travel policy and continue to the receipts. Tell me the names of all receipts.',
    start_url: 'demo:/expenses/',
    expect: 'Zürich[\\s\\S]*Löwen|Löwen[\\s\\S]*Zürich',
    steps: 30,
  },
];

/** Reads a task set: YAML with `tasks`, each with name, task, and maybe start_url, expect and steps. */
export async function readTaskSet(path: string): Promise<readonly BenchTask[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `The task set ${path} cannot be read.`, { cause });
  });
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new DeskhandError('bad_input', `The task set ${path} is no YAML: ${yamlFault(cause)}`, { cause });
  }
  return parseOrThrow(TaskSet, value, path, ['tasks']).tasks;
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}
