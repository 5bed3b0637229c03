import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Downloads } from '../../../src/browser/downloads.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'downloads-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('a download is followed to its end and gets its name then', () => {
  const downloads = new Downloads(dir);
  downloads.begin('g', 'http://a.test/r.pdf', 'r.pdf');
  const path = join(dir, 'r.pdf');
  expect(downloads.list()).toEqual([
    { name: 'r.pdf', url: 'http://a.test/r.pdf', path, state: 'in_progress', bytes: 0 },
  ]);
  writeFileSync(join(dir, 'g'), 'hello');
  downloads.progress({ guid: 'g', receivedBytes: 5, state: 'completed' });
  expect(downloads.list()).toEqual([
    { name: 'r.pdf', url: 'http://a.test/r.pdf', path, state: 'completed', bytes: 5 },
  ]);
  expect(readFileSync(path, 'utf8')).toBe('hello');
});

test('a second file of the same name is numbered and overwrites nothing', () => {
  const downloads = new Downloads(dir);
  for (const guid of ['g1', 'g2', 'g3']) {
    downloads.begin(guid, 'http://a.test/', 'r.tar.gz');
    writeFileSync(join(dir, guid), guid);
    downloads.progress({ guid, receivedBytes: 2, state: 'completed' });
  }
  expect(readdirSync(dir).toSorted()).toEqual(['r.tar (1).gz', 'r.tar (2).gz', 'r.tar.gz']);
  expect(downloads.list().map(({ name }) => name)).toEqual(['r.tar.gz', 'r.tar (1).gz', 'r.tar (2).gz']);
  expect(readFileSync(join(dir, 'r.tar.gz'), 'utf8')).toBe('g1');
});

test.each(['../../etc/passwd', '..\\..\\passwd', '/etc/passwd'])('%s stays in the folder', (name) => {
  const downloads = new Downloads(dir);
  downloads.begin('g', 'http://a.test/', name);
  expect(downloads.list()[0]?.path).toBe(join(dir, 'passwd'));
});

test.each([
  [
    'letters of three bytes',
    `${'名'.repeat(86)}.pdf`,
    `${'名'.repeat(83)}.pdf`,
    `${'名'.repeat(82)} (1).pdf`,
  ],
  ['letters of four', '🙂'.repeat(64), '🙂'.repeat(63), `${'🙂'.repeat(62)} (1)`],
  ['no extension but a dot', `a.${'b'.repeat(300)}`, `a.${'b'.repeat(253)}`, `a.${'b'.repeat(249)} (1)`],
])('a name that no file system takes is cut by bytes: %s', (_, suggested, ...names) => {
  const downloads = new Downloads(dir);
  for (const guid of ['g1', 'g2']) {
    downloads.begin(guid, 'http://a.test/', suggested);
    writeFileSync(join(dir, guid), guid);
    downloads.progress({ guid, receivedBytes: 2, state: 'completed' });
  }
  expect(downloads.list().map(({ name }) => name)).toEqual(names);
  expect(names.map((name) => readFileSync(join(dir, name), 'utf8'))).toEqual(['g1', 'g2']);
});

test('a file that cannot be given its name is told under the name that it has', () => {
  const downloads = new Downloads(dir);
  downloads.begin('g', 'http://a.test/', 'no\0name');
  writeFileSync(join(dir, 'g'), 'kept');
  downloads.progress({ guid: 'g', receivedBytes: 4, state: 'completed' });
  expect(downloads.list()).toMatchObject([{ name: 'g', path: join(dir, 'g'), state: 'completed' }]);
});

test('a cancelled download says so, and progress of an unknown one is passed over', () => {
  const downloads = new Downloads(dir);
  downloads.begin('g', 'http://a.test/', 'x');
  downloads.progress({ guid: 'other', receivedBytes: 1, state: 'completed' });
  downloads.progress({ guid: 'g', receivedBytes: 1, state: 'canceled' });
  expect(downloads.list().map(({ state }) => state)).toEqual(['canceled']);
});
