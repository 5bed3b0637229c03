import { execa } from 'execa';
import { chromium } from 'playwright-core';
import type { DesktopClient } from '../../src/client/client.ts';
import { showBenchPage } from '../actions.ts';
import type { BenchDesktop } from '../desktop.ts';
import type { Measurement } from '../result.ts';
import { summarise, time } from '../statistics.ts';

/** A way in which others act or look, and what they spawn for it. */
interface Way {
  /** Who does it so, where that is known (reference: computer-use systems, measured baselines and their sources). */
  readonly name: string;
  /** Run one after the other, each by a process of its own. */
  readonly argv: readonly (readonly string[])[];
  /** Run before, and not counted. */
  readonly before?: readonly string[];
}

const GRAB = ['-f', 'x11grab', '-video_size', '1280x800', '-i', ':99', '-frames:v', '1', '-y'];

const WAYS: readonly Way[] = [
  // OpenAI's sample and E2B.
  { name: 'xdotool mousemove + click', argv: [['xdotool', 'mousemove', '900', '600', 'click', '1']] },
  // Anthropic's demo. The pointer is moved away before: to move to where it is, older ones wait for 15 s.
  {
    name: 'sh -c, xdotool mousemove --sync + click',
    before: ['xdotool', 'mousemove', '910', '610'],
    argv: [['sh', '-c', 'xdotool mousemove --sync 900 600 click 1']],
  },
  // kernel-images: it asks for the screen's size first, to check the point.
  {
    name: 'bash, xrandr | grep | awk, + xdotool mousemove + click',
    argv: [
      ['bash', '-c', String.raw`xrandr --current | grep '\*' | awk '{ print $1 }'`],
      ['xdotool', 'mousemove', '900', '600', 'click', '1'],
    ],
  },
  {
    name: 'xdotool mousemove + click --delay 0',
    argv: [['xdotool', 'mousemove', '900', '600', 'click', '--delay', '0', '1']],
  },
  { name: 'xdotool type, 20 characters', argv: [['xdotool', 'type', 'abcdefghij0123456789']] },
  {
    name: 'xdotool type --delay 12, 20 characters',
    argv: [['xdotool', 'type', '--delay', '12', 'abcdefghij0123456789']],
  },
  { name: 'xdotool key', argv: [['xdotool', 'key', 'ctrl+Home']] },
  { name: 'scrot, PNG', argv: [['scrot', '-o', '/tmp/bench.png']] },
  { name: 'scrot, JPEG', argv: [['scrot', '-o', '-q', '75', '/tmp/bench.jpg']] },
  // Anthropic's demo where it scales.
  {
    name: 'scrot, PNG, + convert to 1024×640',
    argv: [
      ['scrot', '-o', '/tmp/bench.png'],
      ['convert-im7.q16', '/tmp/bench.png', '-resize', '1024x640!', '/tmp/bench-small.png'],
    ],
  },
  // OpenAI's sample.
  { name: 'import, PNG', argv: [['import-im7.q16', '-window', 'root', '/tmp/bench-import.png']] },
  // kernel-images.
  { name: 'ffmpeg x11grab, PNG', argv: [['ffmpeg', '-loglevel', 'error', ...GRAB, '/tmp/bench-ffmpeg.png']] },
  {
    name: 'ffmpeg x11grab, JPEG',
    argv: [['ffmpeg', '-loglevel', 'error', ...GRAB, '/tmp/bench-ffmpeg.jpg']],
  },
];

/**
 * The programs that others spawn to act and to look, on the same page and in the same run as ours, timed from the inside,
 * so that `docker exec` is not counted; and the browser's own picture over CDP. The desktop's image has ffmpeg and
 * ImageMagick (`peersImage`).
 */
export async function measurePeers(
  { id: container, client }: BenchDesktop,
  n: number,
): Promise<readonly Measurement[]> {
  await using _ = await showBenchPage(client);
  const measurements: Measurement[] = [];
  for (const way of WAYS) {
    const { name } = way;
    const { stdout } = await execa('docker', ['exec', container, 'node', '-e', timer(way, n)]);
    const summary = summarise(JSON.parse(stdout) as number[]);
    measurements.push({ name: `${name}, spawned`, unit: 'ms', summary, peer: true });
  }
  return [...measurements, ...(await measureCapture(client, n))];
}

/**
 * A script that runs the commands `n` times, after three for warming up, and prints the milliseconds of each time. They
 * are Debian's own programs: the image's shims for them, which come first on its PATH, would cost time of their own.
 */
function timer({ argv, before }: Way, n: number): string {
  return `
    const { spawnSync } = require('node:child_process');
    const env = { ...process.env, PATH: '/usr/bin:/bin' };
    const run = ([program, ...rest]) => {
      const { status, stderr, error } = spawnSync(program, rest, { env });
      if (status !== 0) throw error ?? new Error(String(stderr));
    };
    const times = [];
    for (let i = -3; i < ${n}; i++) {
      ${before === undefined ? '' : `run(${JSON.stringify(before)});`}
      const start = performance.now();
      ${JSON.stringify(argv)}.forEach(run);
      if (i >= 0) times.push(performance.now() - start);
    }
    process.stdout.write(JSON.stringify(times));`;
}

/** The picture that tools over the DevTools protocol take: of the page only, by the browser. */
async function measureCapture(client: DesktopClient, n: number): Promise<readonly Measurement[]> {
  const { url, token } = client.address;
  const browser = await chromium.connectOverCDP(`${url}/cdp`, {
    headers: { authorization: `Bearer ${token}` },
  });
  try {
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('The browser shows no page over CDP.');
    const session = await page.context().newCDPSession(page);
    const measurements: Measurement[] = [];
    for (const format of ['png', 'jpeg'] as const) {
      const times = await time(n, () => session.send('Page.captureScreenshot', { format }));
      const name = `CDP Page.captureScreenshot, ${format.toUpperCase()}`;
      measurements.push({ name, unit: 'ms', summary: summarise(times), peer: true });
    }
    return measurements;
  } finally {
    await browser.close();
  }
}
