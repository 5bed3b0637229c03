import { readFile } from 'node:fs/promises';
import { DeskhandError } from '../base/errors.ts';

/** Where the profile lies, in a clone and in the published package alike. */
const PROFILE = new URL('../../image/seccomp.json', import.meta.url);

/**
 * The seccomp profile as compact JSON text. The Engine's API takes the profile itself; a path is only understood by the
 * `docker` command, which reads it on the client's side.
 */
export async function loadSeccompProfile(file: URL | string = PROFILE): Promise<string> {
  try {
    return JSON.stringify(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new DeskhandError('internal', 'The seccomp profile image/seccomp.json cannot be read.', {
      hint: 'The installation is incomplete: install deskhand again.',
      cause,
    });
  }
}
