import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the jobs of a workflow tell each other: a folder of files, one an architecture, that hold what was pushed for it. */

/** Notes what was pushed for an architecture. */
export async function writeDigest(folder: string, architecture: string, digest: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, architecture), `${digest}\n`);
}

/** All that was pushed, in the order of the architectures' names. @throws Error when a file holds something else, or none is there. */
export async function readDigests(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const digests = texts.map((text) => text.trim());
  const wrong = digests.find((digest) => !/^sha256:[0-9a-f]{64}$/.test(digest));
  if (wrong !== undefined) throw new Error(`${folder} must hold files with one digest each, not "${wrong}"`);
  if (digests.length === 0) throw new Error(`${folder} holds no digest: did push run?`);
  return digests;
}
