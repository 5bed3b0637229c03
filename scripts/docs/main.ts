/** `npm run docs`: writes every generated page of docs/ from the declarations that the code runs by. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { generatedPages } from './pages.ts';

const root = resolve(import.meta.dirname, '../..');
for (const [path, text] of await generatedPages(root)) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  process.stderr.write(`${path}\n`);
}
