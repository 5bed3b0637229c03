import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser as Playwright, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIFFERENCES } from '../fixtures/elements/differences.ts';
import { COMPARED, lineOfOurs, lineOfTheirs, sideBySide } from './support/ax-lines.ts';
import type { Line } from './support/ax-lines.ts';
import { axElements } from './support/ax-tree.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

// The other door: Chromium's own accessibility tree, read over the CDP proxy by a client that knows nothing of our list.

let desktop: TestDesktop;
let pages: PageServer;
let playwright: Playwright;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  const headers = { authorization: `Bearer ${desktop.token}` };
  playwright = await chromium.connectOverCDP(`${desktop.url}/cdp`, { headers });
});

afterAll(async () => {
  await playwright?.close();
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

test.each(Object.entries(DIFFERENCES))(
  'role, name, value and states are those of the accessibility tree: %s',
  async (name, differences) => {
    const html = readFileSync(new URL(`../fixtures/elements/${name}.html`, import.meta.url), 'utf8');
    await desktop.client.perform({ action: 'goto', url: pages.page(`/${name}`, html) });
    const page = playwright.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('Playwright sees no page.');
    const pairs = sideBySide(await ours(), await theirs(page));
    expect(pairs.length).toBeGreaterThan(10);
    const found = pairs.filter(([mine, theirs]) => mine !== theirs);
    // In this form a difference can be read, and one that has gone makes the test fail as well.
    expect(found.map(([mine, theirs]) => ({ ours: mine, chromium: theirs }))).toEqual(
      differences.map(({ ours: mine, chromium: theirs }) => ({ ours: mine, chromium: theirs })),
    );
  },
);

async function ours(): Promise<Line[]> {
  const { result } = await desktop.client.perform({ action: 'elements', limit: 1000 }, { observe: 'none' });
  const { elements } = result as unknown as { elements: Parameters<typeof lineOfOurs>[0][] };
  return elements.map(lineOfOurs).filter(({ role }) => COMPARED.test(role));
}

/** What Chromium's tree has on the screen. */
async function theirs(page: Page): Promise<Line[]> {
  const [top, height] = await page.evaluate<[number, number]>(
    '[screenY + outerHeight - innerHeight, innerHeight]',
  );
  const cdp = await page.context().newCDPSession(page);
  const elements = await axElements(cdp);
  await cdp.detach();
  return elements
    .filter(
      ({ box: { left, right, top: upper, bottom } }) =>
        right > 0 && left < 1280 && bottom > 0 && upper < height && right - left >= 2 && bottom - upper >= 2,
    )
    .map((element) => lineOfTheirs(element, top))
    .filter(({ role }) => COMPARED.test(role));
}
