import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskhandError } from '../base/errors.ts';
import { realInside } from '../base/real-inside.ts';
import { withHandle } from './frames.ts';
import { KIT } from './page/source.ts';
import { resolveRef, staleRef } from './targeting.ts';
import type { Targeting } from './targeting.ts';

/** Sets the files of the file input that a ref stands for (itself, its label, or the only one around a button). */
export async function uploadTo(
  targeting: Targeting,
  ref: string,
  paths: readonly string[],
  uploadsDir: string,
): Promise<void> {
  const files = await Promise.all(paths.map((path) => confinedFile(uploadsDir, path)));
  const { tab } = targeting;
  const known = await resolveRef(targeting, ref);
  const expression = `${KIT}.call('fileInput', [${known.elementId}])`;
  const done = await withHandle(tab, known.frameId, expression, async (objectId) => {
    const signal = tab.interrupted;
    const session = tab.worlds.sessionOf(known.frameId);
    try {
      await session.send('DOM.setFileInputFiles', { files, objectId }, { signal });
    } catch (error) {
      // A dialog that the page opens on the change holds back the answer only: the files are set.
      if (!signal.aborted || tab.dialog === undefined) throw error;
    }
    return true;
  });
  if (done === true) return;
  const there = await withHandle(tab, known.frameId, `${KIT}.element(${known.elementId})`, async () => true);
  if (there !== true) throw await staleRef(targeting, ref);
  throw new DeskhandError('action_failed', `${ref} (${known.role} "${known.name}") is no file input.`, {
    hint: 'Use the ref of the file input, of its label or of the button beside it.',
  });
}

/** The real path of a file inside `dir`. Throws `bad_input` for anything outside it and `not_found` for no such file. */
export async function confinedFile(dir: string, path: string): Promise<string> {
  const real = await realInside([dir], path);
  if (real === undefined || resolve(dir, path) === resolve(dir)) {
    throw new DeskhandError('bad_input', `files: "${path}" lies outside the uploads folder.`, {
      hint: 'Give the name of a file that came with the task.',
    });
  }
  const isFile = await stat(real).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) return real;
  throw new DeskhandError('not_found', `files: there is no file "${path}" in the uploads folder.`);
}
