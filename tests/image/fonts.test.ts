import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { GLYPH_PAGE } from './support/glyph-page.ts';
import { imageWith } from './support/toolkits.ts';

/** The fonts that fontconfig has for Gujarati, which the image has none for, and how the browser draws a letter of it. */
async function gujaratiOn(desktop: TestDesktop): Promise<readonly [string, string | undefined]> {
  const url = `data:text/html;charset=utf-8,${encodeURIComponent(GLYPH_PAGE({ gujarati: 'ક' }))}`;
  const { observation } = await desktop.client.perform({ action: 'goto', url });
  return [await desktop.run('fc-list', ':lang=gu', 'family'), observation?.page?.title];
}

test('a script that shows as boxes has its font in an image made as the docs tell it', async () => {
  const page = await readFile(join(projectFolder, 'docs/troubleshooting.md'), 'utf8');
  const [, PROGRAMS = ''] = /--build-arg PROGRAMS=(fonts-[\w-]+)/.exec(page) ?? [];
  await using image = await imageWith('fonts', { PROGRAMS });
  {
    await using desktop = await startDesktop();
    expect(await gujaratiOn(desktop)).toEqual(['', 'gujarati:tofu']);
  }
  await using desktop = await startDesktop({ image: image.name });
  expect(await gujaratiOn(desktop)).toEqual(['Lohit Gujarati', 'gujarati:ink']);
}, 240_000);
