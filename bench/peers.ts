import { execa } from 'execa';
import { chromium } from 'playwright-core';
import type { DesktopClient } from '../src/client/client.ts';
import type { BenchDesktop } from './desktop.ts';
import type { Measurement } from './result.ts';
import { summarise, time } from './statistics.ts';

/** The spawned programs with which others act and look, run inside the same desktop on the same page. */
const PEERS: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['xdotool mousemove + click, spawned', ['xdotool', 'mousemove', '900', '600', 'click', '1']],
  [
    'xdotool mousemove + click --delay 0, spawned',
    ['xdotool', 'mousemove', '900', '600', 'click', '--delay', '0', '1'],
  ],
  ['xdotool type, 20 characters, spawned', ['xdotool', 'type', 'abcdefghij0123456789']],
  ['xdotool key, spawned', ['xdotool', 'key', 'ctrl+Home']],
  ['scrot PNG, spawned', ['scrot', '-o', '/tmp/bench.png']],
  ['scrot JPEG, spawned', ['scrot', '-o', '-q', '75', '/tmp/bench.jpg']],
];

/** Times each program from the inside, so that `docker exec` is not counted, and the browser's own picture over CDP. */
export async function measurePeers(
  { id: container, client }: BenchDesktop,
  n: number,
): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [name, argv] of PEERS) {
    const script = `
      const { spawnSync } = require('node:child_process');
      const times = [];
      for (let i = -3; i < ${n}; i++) {
        const start = performance.now();
        const { status, stderr } = spawnSync(${JSON.stringify(argv[0])}, ${JSON.stringify(argv.slice(1))});
        if (status !== 0) throw new Error(String(stderr));
        if (i >= 0) times.push(performance.now() - start);
      }
      process.stdout.write(JSON.stringify(times));`;
    const { stdout } = await execa('docker', ['exec', container, 'node', '-e', script]);
    measurements.push({ name, unit: 'ms', summary: summarise(JSON.parse(stdout) as number[]), peer: true });
  }
  return [...measurements, await measureCapture(client, n)];
}

/** The picture that tools over the DevTools protocol take: of the page only, by the browser. */
async function measureCapture(client: DesktopClient, n: number): Promise<Measurement> {
  const { url, token } = client.address;
  const browser = await chromium.connectOverCDP(`${url}/cdp`, {
    headers: { authorization: `Bearer ${token}` },
  });
  try {
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('The browser shows no page over CDP.');
    const session = await page.context().newCDPSession(page);
    const times = await time(n, () => session.send('Page.captureScreenshot', { format: 'jpeg' }));
    return { name: 'CDP Page.captureScreenshot, JPEG', unit: 'ms', summary: summarise(times), peer: true };
  } finally {
    await browser.close();
  }
}
