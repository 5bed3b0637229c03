import { describe, expect, test } from 'vitest';
import { documents, readDocument } from './support/documents.ts';
import { brokenLinks } from './support/links.ts';

const all = documents();

test('the documents are found', () => {
  expect(all.map(({ path }) => path)).toContain('README.md');
  expect(all.length).toBeGreaterThan(10);
});

test.each(all.map((document) => [document.path, document] as const))(
  'every link of %s resolves',
  (_, document) => {
    expect(brokenLinks(document, all)).toEqual([]);
  },
);

describe('a broken link is told', () => {
  const page = readDocument(
    'docs/a.md',
    '# One & two\n\n## One & two\n\n[a](#one--two-1) [b](none.md) [c](../README.md#none) [d](https://) [e](../../x)',
  );

  test('whether its file, its heading, its address or its place is wrong', () => {
    expect(brokenLinks(page, [...all, page])).toEqual([
      'docs/a.md: none.md: no such file',
      'docs/a.md: ../README.md#none: no such heading',
      'docs/a.md: https://: not an address',
      'docs/a.md: ../../x: outside of the repository',
    ]);
  });
});
