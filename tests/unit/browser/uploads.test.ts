import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { confinedFile } from '../../../src/browser/uploads.ts';

const base = mkdtempSync(join(tmpdir(), 'uploads-'));
const dir = join(base, 'uploads');
mkdirSync(join(dir, 'sub'), { recursive: true });
writeFileSync(join(dir, 'a.png'), 'a');
writeFileSync(join(base, 'secret'), 's');
symlinkSync(join(base, 'secret'), join(dir, 'link'));
afterAll(() => rmSync(base, { recursive: true }));

test('a file in the folder is found by name and by full path', async () => {
  const real = await confinedFile(dir, 'a.png');
  expect(real.endsWith('/uploads/a.png')).toBe(true);
  expect(await confinedFile(dir, join(dir, 'sub/../a.png'))).toBe(real);
});

test.each([
  ['../secret', 'bad_input'],
  ['/etc/passwd', 'bad_input'],
  ['link', 'bad_input'],
  ['.', 'bad_input'],
  ['none.png', 'not_found'],
  ['sub', 'not_found'],
])('%s is refused with %s', async (path, code) => {
  await expect(confinedFile(dir, path)).rejects.toMatchObject({ code });
});
