import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { shoot, startPersonBrowser } from './support/person-browser.ts';
import type { PersonBrowser } from './support/person-browser.ts';
import { program } from './support/cli.ts';

let person: PersonBrowser;
beforeAll(async () => void (person = await startPersonBrowser()));
afterAll(() => person?.[Symbol.asyncDispose]());

/** What `docker logs` shows of a desktop. */
async function logOf({ container }: TestDesktop): Promise<string> {
  const { stdout, stderr } = await program('docker', ['logs', container.getId()]);
  return stdout + stderr;
}

/** The viewer's picture has more than one colour, so that it is no empty canvas. */
async function showsPicture(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const canvas = document.querySelector('#screen canvas');
    if (canvas === null) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 8;
  })()`);
}

async function expectDesktop(page: Page): Promise<void> {
  await page.getByText('Live · view only').waitFor();
  expect(new URL(page.url()).hash).toBe('');
  expect(await page.evaluate<string>('location.hash')).toBe('');
  await expect.poll(() => showsPicture(page), { timeout: 10_000 }).toBe(true);
}

test('the link that the log of a desktop without a token holds opens it, and the token leaves the address', async () => {
  await using desktop = await startDesktop({ env: { DESKHAND_TOKEN: '' } });
  const link = /Watch it at (http:\/\/127\.0\.0\.1:6080\/#token=\S+)/;
  await expect.poll(() => logOf(desktop)).toMatch(link);
  const address = (link.exec(await logOf(desktop))?.[1] ?? '').replace('http://127.0.0.1:6080', desktop.url);
  const page = await (await person.browser.newContext()).newPage();
  await page.goto(address);
  await expectDesktop(page);
  await shoot(page, 'log-link');
  // Neither the history nor the next loading needs it: the session does.
  await page.reload();
  await expectDesktop(page);
  await page.context().close();
});

test('with a chosen token the log has no link, the page says so, and the token behind its address opens it', async () => {
  await using desktop = await startDesktop();
  const log = await logOf(desktop);
  expect(log).not.toContain('Watch it at');
  expect(log).not.toContain(desktop.token);
  const page = await (await person.browser.newContext()).newPage();
  await page.goto(desktop.url);
  await page.getByText('no link is there').waitFor();
  await shoot(page, 'no-session');
  await page.goto(`${desktop.url}/#token=${desktop.token}`);
  await expectDesktop(page);
  await page.context().close();
});
