import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execa } from 'execa';
import type { BenchDesktop } from './desktop.ts';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

/** Requests of one page: itself and its pictures. */
const REQUESTS = 50;
/** The first loads of a fresh browser are its own start. */
const WARM_UP = 3;

/**
 * What the runner's proxy, which is the browser's only way out, adds to a page of 50 small resources: the page's own time from
 * navigation to its load event, in the image's Chromium once through the proxy and once past it, by turns.
 */
export async function measureProxy(desktop: BenchDesktop, loads: number): Promise<readonly Measurement[]> {
  await using site = await startSite(loads + WARM_UP);
  const { stdout } = await execa('docker', ['top', desktop.id, '-o', 'pid,args']);
  const browser = stdout.split('\n').find((line) => line.includes('--proxy-server=')) ?? '';
  const file = browser.trim().split(/\s+/)[1] ?? '';
  const proxy = /--proxy-server=\S+/.exec(browser)?.[0] ?? '';
  const through: number[] = [];
  const past: number[] = [];
  for (let round = 0; round < 2; round++) {
    through.push(...(await site.loadsIn(desktop.id, file, [proxy, '--proxy-bypass-list=<-loopback>'])));
    past.push(...(await site.loadsIn(desktop.id, file, ['--no-proxy-server'])));
  }
  return [
    {
      name: `page of ${REQUESTS} small resources, through the proxy`,
      unit: 'ms',
      summary: summarise(through),
    },
    { name: '… the same past it', unit: 'ms', summary: summarise(past), peer: true },
  ];
}

interface Site extends AsyncDisposable {
  /** Milliseconds of each load after the first ones, in a browser of the container that is started for it. */
  loadsIn(container: string, file: string, flags: readonly string[]): Promise<readonly number[]>;
}

/** A site whose page loads itself so many times and tells how long each took. */
async function startSite(loads: number): Promise<Site> {
  let times: number[] = [];
  let done = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    response.setHeader('cache-control', 'no-store');
    if (pathname !== '/told') {
      const type = pathname === '/' ? 'text/html' : 'image/svg+xml';
      response.setHeader('content-type', type).end(pathname === '/' ? PAGE : PICTURE);
      return;
    }
    times.push(Number(searchParams.get('ms')));
    const isLast = times.length >= loads;
    response.end(isLast ? 'stop' : 'again');
    if (isLast) done.resolve();
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const url = `http://host.docker.internal:${(server.address() as AddressInfo).port}/`;
  return {
    async loadsIn(container, file, flags) {
      times = [];
      done = Promise.withResolvers();
      const common = ['--headless=new', '--no-sandbox', '--no-first-run', '--user-data-dir=/tmp/bench-proxy'];
      // It lives as long as its input is open.
      const script = '"$@" >/dev/null 2>&1 & read -r _; kill $!; wait; rm -rf /tmp/bench-proxy';
      const command = ['sh', '-c', script, 'sh', file, ...common, ...flags, url];
      const running = execa('docker', ['exec', '-i', container, ...command], { reject: false });
      await Promise.race([done.promise, running]);
      running.stdin.end();
      await running;
      if (times.length < loads) throw new Error('The browser ended before the page was loaded often enough.');
      return times.slice(WARM_UP);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><!--${'x'.repeat(2000)}--></svg>`;
const PICTURES = Array.from({ length: REQUESTS - 1 }, (_, i) => `<img src="/${i}.svg" alt="">`).join('');
const PAGE = `<!doctype html><title>page</title>${PICTURES}<script>
addEventListener('load', async () => {
  const told = await fetch('/told?ms=' + performance.now(), { method: 'POST' });
  if ((await told.text()) === 'again') location.reload();
})</script>`;
