/**
 * `npm run docs:pictures [-- --image NAME]`: makes docs/images anew from a real run of the sample playbook: the desktop in the
 * middle of it, and the report that it left, as a browser shows that.
 */
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { ensureImage } from '../image.ts';

const root = resolve(import.meta.dirname, '../..');
const pictures = join(root, 'docs/images');
const JPEG = { quality: 82, mozjpeg: true };
/** The step after which the form is partly filled in and nothing covers it. */
const STEP_SHOWN = 12;
const REPORT = { width: 1200, height: 1230 };

const { values } = parseArgs({ options: { image: { type: 'string' } } });
const image = values.image ?? (await ensureImage());
const runs = await mkdtemp(join(tmpdir(), 'deskhand-pictures-'));
try {
  const playbook = join(root, 'examples/expense-report.yaml');
  const flags = ['--json', '--image', image, '--runs', runs];
  // The key stays out of it: a playbook asks no model.
  const env = { XAI_API_KEY: '', DESKHAND_LEDGER: join(runs, 'ledger.db') };
  const { stdout } = await execa('node', ['src/cli/main.ts', 'run', playbook, ...flags], { cwd: root, env });
  const { folder } = JSON.parse(stdout) as { folder: string };
  const frames = (await readdir(join(folder, 'frames'))).sort();
  const frame = frames[Math.min(STEP_SHOWN, frames.length) - 1];
  if (frame === undefined) throw new Error('the run has left no frame');
  await sharp(join(folder, 'frames', frame))
    .jpeg(JPEG)
    .toFile(join(pictures, 'desktop.jpg'));
  const shot = await photograph(await readFile(join(folder, 'report.html'), 'utf8'));
  await sharp(shot).jpeg(JPEG).toFile(join(pictures, 'report.jpg'));
} finally {
  await rm(runs, { recursive: true, force: true });
}

/** A page as the image's browser shows it, in a container of its own and not in a desktop: the size is the picture's. */
async function photograph(html: string): Promise<Buffer> {
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--hide-scrollbars',
  ];
  const where = ['--user-data-dir=/tmp/pictures', '--remote-debugging-port=0', 'about:blank'];
  const name = `deskhand-pictures-${process.pid}`;
  const container = ['run', '--rm', '--name', name, '--network', 'host'];
  const entry = ['--entrypoint', '/usr/lib/chromium/chromium', image];
  const running = execa('docker', [...container, ...entry, ...flags, ...where], { reject: false });
  try {
    const browser = await chromium.connectOverCDP(await addressOf(running.stderr));
    const page = await browser.newPage({ viewport: REPORT, colorScheme: 'light' });
    await page.setContent(html, { waitUntil: 'load' });
    return await page.screenshot();
  } finally {
    await execa('docker', ['rm', '--force', '--volumes', name], { reject: false });
    await running;
  }
}

/** Where a browser that starts listens, as it says. @throws Error when it ends without having said so. */
async function addressOf(said: Readable): Promise<string> {
  let text = '';
  for await (const chunk of said.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const address = /DevTools listening on (ws:\/\/\S+)\n/.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the browser for the picture did not start\n${text}`);
}
