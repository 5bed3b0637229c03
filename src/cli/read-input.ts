import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { DeskhandError } from '../base/errors.ts';
import type { Context } from './context.ts';

/** The text of a file, or of stdin for `-`. Throws `bad_input` that names the file. */
export async function readInput({ process }: Context, source: string, what: string): Promise<string> {
  if (source === '-') return text(process.stdin);
  return readFile(resolve(process.cwd, source), 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `The ${what} file ${source} cannot be read.`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  });
}
