import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskhandError } from '../base/errors.ts';
import type { Registry } from '../models/registry.ts';
import type { Context } from './context.ts';

/** The text of the user's own registry: `--registry`, `DESKHAND_REGISTRY` or the settings file; undefined when there is none. */
export async function readRegistryFile(context: Context, flag?: string): Promise<string | undefined> {
  const { registry: path } = await context.config(flag === undefined ? {} : { registry: flag });
  if (path === undefined) return undefined;
  return readFile(resolve(context.process.cwd, path), 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `The model registry ${path} cannot be read.`, {
      hint: 'Check the path given with --registry, DESKHAND_REGISTRY or registry: in the settings file.',
      cause,
    });
  });
}

/** The shipped registry under the user's own. Throws `bad_input` naming what does not fit. */
export async function loadUserRegistry(context: Context, flag?: string): Promise<Registry> {
  const [text, { loadRegistry }] = await Promise.all([
    readRegistryFile(context, flag),
    import('../models/registry.ts'),
  ]);
  return loadRegistry(text);
}
