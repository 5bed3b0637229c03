import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { format } from 'oxfmt';
import { createTable, EVERY_ACTION } from '../../src/actions/table.ts';
import { loadRegistry } from '../../src/models/registry.ts';
import { openApiDocument } from '../../src/server/openapi/document.ts';
import { actionsPage } from './actions-page.ts';
import { cliPage } from './cli-page.ts';
import { configurationPage } from './configuration-page.ts';
import { framesPage } from './frames-page.ts';
import { httpApiPage } from './http-api-page.ts';
import { indexPage } from './index-page.ts';
import style from '../../.oxfmtrc.json' with { type: 'json' };

/** Stands in each page, so that nobody mends the copy instead of what it is made from. */
const GENERATED = '<!-- Written by `npm run docs` from the declarations that the code runs by. -->';

/**
 * Every generated page: its path from the repository's root, and its text as the format check wants it.
 * The index comes last: it lists the others, hand-written ones included, with their first sentence.
 */
export async function generatedPages(root: string): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const add = async (path: string, text: string): Promise<void> => {
    pages.set(path, await formatted(path, `${text.trim()}\n\n${GENERATED}\n`));
  };
  await add('docs/cli.md', await cliPage());
  await add('docs/configuration.md', configurationPage());
  await add('docs/actions.md', actionsPage(EVERY_ACTION));
  await add('docs/http-api.md', httpApiPage(openApiDocument(createTable().describe())));
  await add('docs/frames.md', framesPage(loadRegistry().models));
  const texts = new Map(await handWritten(join(root, 'docs')));
  for (const [path, text] of pages) texts.set(basename(path), text);
  await add('docs/README.md', indexPage(texts));
  return pages;
}

async function handWritten(folder: string): Promise<readonly (readonly [string, string])[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const));
}

async function formatted(path: string, text: string): Promise<string> {
  const { printWidth, singleQuote } = style;
  const { code } = await format(path, text, { printWidth, singleQuote });
  return code;
}
