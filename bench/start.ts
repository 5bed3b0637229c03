import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { decode, isNear } from '../tests/image/support/picture.ts';
import { DesktopClient } from '../src/client/client.ts';
import { BENCH_LABEL, hardenedFlags } from './desktop.ts';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

const COLOUR = [10, 120, 200] as const;
/** How far JPEG may move a flat colour. */
const CODEC_NOISE = 6;

/** Milliseconds from the start of `docker run`. */
interface StartTimes {
  /** The API has carried out an action: the pointer has moved. */
  readonly acts: number;
  /** `/readyz` says that everything works, the browser included. */
  readonly ready: number;
  /** The start page's own colour is in a screenshot. */
  readonly painted: number;
}

/** How long a desktop takes to start, seen from outside: Docker's own time and half of the time between two questions are in it. */
export async function measureStart(image: string, n: number): Promise<readonly Measurement[]> {
  const page = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>bench</title><body style="margin:0;background:rgb(${COLOUR.join()})">`,
    );
  });
  await new Promise<void>((resolve) => page.listen(0, '0.0.0.0', resolve));
  const startUrl = `http://host.docker.internal:${(page.address() as AddressInfo).port}/`;
  const starts: StartTimes[] = [];
  try {
    for (let i = -1; i < n; i++) {
      const times = await startOnce(image, startUrl);
      if (i >= 0) starts.push(times);
    }
  } finally {
    page.close();
  }
  const summary = (key: keyof StartTimes) => summarise(starts.map((times) => times[key]));
  return [
    {
      name: '`docker run` → first action done',
      unit: 'ms',
      summary: summary('acts'),
      target: { atMost: 600 },
    },
    { name: '`docker run` → `/readyz`, browser included', unit: 'ms', summary: summary('ready') },
    {
      name: '`docker run` → page painted',
      unit: 'ms',
      summary: summary('painted'),
      target: { atMost: 1200 },
    },
  ];
}

async function startOnce(image: string, startUrl: string): Promise<StartTimes> {
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const flags = [...hardenedFlags(), '--label', `${BENCH_LABEL}=start`, '-p', `127.0.0.1:${port}:6080`];
  const env = [
    '-e',
    'DESKHAND_TOKEN',
    '-e',
    `START_URL=${startUrl}`,
    '-e',
    'ALLOWED_PRIVATE_HOSTS=host.docker.internal',
    '--add-host',
    'host.docker.internal:host-gateway',
  ];
  const client = new DesktopClient({ url: `http://127.0.0.1:${port}`, token });
  const start = performance.now();
  // Nobody asks before it has returned: a connection to a container whose network is not up yet sends the kernel looking for its
  // address, which it does again only after a second, and every later connection waits for that (measured: 0.9 s instead of 0.5).
  const run = await execa('docker', ['run', '-d', ...flags, ...env, image], {
    env: { DESKHAND_TOKEN: token },
  });
  try {
    const since = async (everyMs: number, reached: () => Promise<boolean>) => {
      while (!(await reached())) await sleep(everyMs);
      return performance.now() - start;
    };
    const acts = await since(EVERY_MS, () => canAct(client));
    const [ready, painted] = await Promise.all([
      since(BROWSER_EVERY_MS, () => client.isReady()),
      since(BROWSER_EVERY_MS, () => isPainted(client)),
    ]);
    return { acts, ready, painted };
  } finally {
    await execa('docker', ['rm', '-fv', run.stdout.trim()]);
  }
}

/** Whoever asks more often takes the processor away from what starts, in ms. */
const EVERY_MS = 15;
/** The same while the browser starts, which wants both cores for half a second. */
const BROWSER_EVERY_MS = 30;

async function canAct(client: DesktopClient): Promise<boolean> {
  const move = client.perform({ action: 'move', x: 100, y: 100 }, { observe: 'none' });
  return move.then(
    () => true,
    () => false,
  );
}

async function isPainted(client: DesktopClient): Promise<boolean> {
  const region = { x: 600, y: 500, width: 16, height: 16 };
  const { data } = await client.screenshot({ format: 'jpeg', region });
  return isNear((await decode(data)).at(8, 8), COLOUR, CODEC_NOISE);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
