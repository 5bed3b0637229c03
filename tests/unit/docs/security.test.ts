import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { skippedBy } from './support/skipped.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(`${root}/docs/security.md`, 'utf8');

/** Rows of the tables of threats: what is tried, what stops it, which test shows it. */
const threats = page
  .split('\n## ')
  .filter((section) => /^\| what (it|they) could try /m.test(section))
  .flatMap((section) =>
    section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2),
  )
  .map((line) => line.split(/(?<!\\) \| /).map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

test('the page has its tables of threats', () => {
  expect(threats.length).toBeGreaterThan(35);
});

test.each(threats)('“%s” is held by a test that exists and is run', (what, stops, named) => {
  expect(what).not.toBe('');
  expect(stops).not.toBe('');
  const [, file = '', name = ''] = /^`(tests\/[\w./-]+\.test\.ts)` › (.+)$/.exec(named ?? '') ?? [];
  expect(existsSync(`${root}/${file}`), `${named ?? ''} names a file`).toBe(true);
  const source = readFileSync(`${root}/${file}`, 'utf8');
  const titles = [
    ...source.matchAll(/(?:^|[^\w])(['"`])((?:(?!\1).)+)\1,?\s*(?:async\b|\(|\r?\n\s*async\b|\r?\n\s*\()/g),
  ];
  expect(titles.map(([, , title]) => title)).toContain(name);
  const found = titles.filter(([, , title]) => title === name);
  expect(found.map(({ index }) => skippedBy(source, index))).toEqual(found.map(() => undefined));
});
