import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { GenericContainer, Wait } from 'testcontainers';
import { inject } from 'vitest';
import { TEST_LABEL } from './desktop.ts';

/** A person's own browser: Chromium of the image, headless, on this machine's network, in no desktop. */
export interface PersonBrowser extends AsyncDisposable {
  readonly browser: Browser;
}

const LISTENING = /DevTools listening on (ws:\/\/\S+)/;

/** Starts one; contexts of any size, with touch or without, are made from it. */
export async function startPersonBrowser(): Promise<PersonBrowser> {
  const container = await new GenericContainer(inject('image'))
    .withLabels({ [TEST_LABEL]: inject('run') })
    .withNetworkMode('host')
    .withEntrypoint(['/usr/lib/chromium/chromium'])
    .withCommand([
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--user-data-dir=/tmp/person',
      '--remote-debugging-port=0',
      'about:blank',
    ])
    .withWaitStrategy(Wait.forLogMessage(LISTENING))
    .start();
  const logs = await container.logs();
  const address = await new Promise<string>((resolve) => {
    let text = '';
    logs.on('data', (chunk: Buffer | string) => {
      text += String(chunk);
      const found = LISTENING.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  logs.destroy();
  const browser = await chromium.connectOverCDP(address);
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await container.stop({ timeout: 0, remove: true, removeVolumes: true });
    },
  };
}

/** Keeps a picture of the page where DESKHAND_TEST_SCREENSHOTS names a folder, for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['DESKHAND_TEST_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
