import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { indexPage } from '../../../scripts/docs/index-page.ts';
import { generatedPages } from '../../../scripts/docs/pages.ts';
import { root } from './support/documents.ts';

test('every generated page is what the code says today (`npm run docs` writes them)', async () => {
  const pages = await generatedPages(root);
  expect([...pages.keys()]).toContain('docs/cli.md');
  for (const [path, text] of pages)
    expect(await readFile(join(root, path), 'utf8').catch(() => ''), path).toBe(text);
});

test('the index lists each page under its title with its first sentence, unplaced ones too', () => {
  const pages = new Map([
    ['http.md', '# HTTP\n\nOne [port](x.md), 6080. More of it.\n'],
    ['zebra.md', '# Zebra\n\n| a |\n|---|\n\nStripes\nover two lines. And more.\n'],
  ]);
  const index = indexPage(pages);
  expect(index).toContain('- [HTTP](http.md): One port, 6080.\n');
  expect(index).toContain('## More\n\n- [Zebra](zebra.md): Stripes over two lines.\n');
});
