import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** What the image is built from. Of src only what its runner can reach (docs/architecture.md, "Parts"). */
const INPUTS = [
  '.dockerignore',
  '.npmrc',
  'Dockerfile.cua',
  'image',
  'package-lock.json',
  'package.json',
  'scripts/bundle.ts',
  'src',
  'tsconfig.json',
];
const NOT_IN_THE_IMAGE = ['image/budget.yaml', 'image/seccomp.json', 'src/cli', 'src/host'];

/** The hash of everything the image is built from: names, contents and executable bits. */
export async function hashImageSource(root: string): Promise<string> {
  const files = (await Promise.all(INPUTS.map((input) => filesBelow(root, join(root, input))))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(root, file);
    const [bytes, { mode }] = await Promise.all([readFile(path), stat(path)]);
    hash.update(`${file}\0${mode & 0o111}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * Copies what the image is built from, so that a change can be tried without touching the sources: built from there the
 * image takes all steps from the cache.
 */
export async function copyImageSource(root: string, to: string): Promise<void> {
  for (const input of INPUTS) {
    await mkdir(dirname(join(to, input)), { recursive: true });
    await cp(join(root, input), join(to, input), { recursive: true });
  }
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const name = relative(root, path);
  if (NOT_IN_THE_IMAGE.includes(name)) return [];
  const found = await stat(path).catch(() => null);
  if (found === null) return [];
  if (!found.isDirectory()) return [name];
  const entries = await readdir(path);
  return (await Promise.all(entries.map((entry) => filesBelow(root, join(path, entry))))).flat();
}
