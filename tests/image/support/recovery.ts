import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { expect } from 'vitest';
import { DesktopClient } from '../../../src/client/client.ts';
import type { Health } from '../../../src/client/wire.ts';
import type { TestDesktop } from './desktop.ts';
import { heldInput } from './held-input.ts';
import { decode } from './picture.ts';

/** Far more than a recovery takes (docs/operations.md says how much): this machine may be busy with other things. */
const PATIENCE_MS = 60_000;

/** Asks until a check passes; fails with the check's own error when it does not in a minute. */
export async function eventually<T>(check: () => Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(20);
    }
  }
}

/** A client at the desktop's address as it is now: Docker publishes another port after it has restarted a container by itself. */
export async function clientOf(desktop: TestDesktop): Promise<DesktopClient> {
  const { NetworkSettings } = await new Docker().getContainer(desktop.container.getId()).inspect();
  const port = NetworkSettings.Ports['6080/tcp']?.[0]?.HostPort;
  if (port === undefined) throw new Error('the container has no port now');
  return new DesktopClient({ url: `http://127.0.0.1:${port}`, token: desktop.token });
}

/** How often the processes of the desktop, and its container, have been started again. */
export interface Restarts {
  readonly container: number;
  readonly of: (name: string) => number;
}

/** Resolves once the desktop is healthy and `also` agrees; gives its restarts. */
export async function recovered(
  desktop: TestDesktop,
  also: (restarts: Restarts) => boolean = () => true,
): Promise<Restarts> {
  return eventually(async () => {
    const { State, RestartCount } = await new Docker().getContainer(desktop.container.getId()).inspect();
    expect(State.Status).toBe('running');
    const health: Health = await (await clientOf(desktop)).health();
    expect(health.status).toBe('ok');
    expect(health.processes.map(({ state }) => state)).toEqual(health.processes.map(() => 'ready'));
    const of = (name: string) => health.processes.find((process) => process.name === name)?.restarts ?? 0;
    const restarts = { container: RestartCount, of };
    expect(also(restarts)).toBe(true);
    return restarts;
  });
}

/** The desktop works, seen through other doors: a page opens and is seen in pixels, the pointer is where xdotool says, no key is down, nothing is left over. */
export async function expectWorking(desktop: TestDesktop): Promise<void> {
  const client = await clientOf(desktop);
  const { observation } = await client.perform({
    action: 'goto',
    url: 'data:text/html,<title>alive</title><h1>Alive</h1>',
  });
  expect(observation?.page?.title).toBe('alive');
  const picture = await decode((await client.screenshot()).data);
  expect(picture.colours({ x: 0, y: 100, width: 300, height: 150 })).toBeGreaterThan(10);
  await client.perform({ action: 'move', x: 77, y: 88 });
  expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:77 y:88 ');
  expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  await expectTidy(desktop);
}

/** No zombie, and one X server. What has just died may take a moment to be reaped. */
async function expectTidy(desktop: TestDesktop): Promise<void> {
  await eventually(async () => {
    expect(await desktop.run('sh', '-c', "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null; true")).toBe(
      '',
    );
  });
  expect(await desktop.run('sh', '-c', 'grep -lx Xvfb /proc/[0-9]*/comm 2>/dev/null | wc -l')).toBe('1');
}

/** Sends a signal to every process whose command line, arguments separated by blanks, matches one of the patterns (of grep -E); gives their ids. Throws when a pattern matches none. */
export async function signal(
  desktop: TestDesktop,
  name: string,
  ...patterns: readonly string[]
): Promise<readonly string[]> {
  // $0 holds the signal; the shell leaves itself out, since the patterns stand in its own arguments.
  const script = `
    pids=
    for pattern; do
      found=
      for p in /proc/[0-9]*; do
        [ "\${p#/proc/}" = $$ ] && continue
        tr '\\0' ' ' 2>/dev/null <$p/cmdline | grep -qE -e "$pattern" && found="$found \${p#/proc/}"
      done
      [ -n "$found" ] || { echo "nothing matches $pattern" >&2; exit 1; }
      pids="$pids $found"
    done
    kill -$0 $pids && echo $pids`;
  return (await desktop.run('sh', '-c', script, name, ...patterns)).split(' ');
}

/** Command lines of the desktop's processes, for {@link signal}. */
export const PROCESSES = {
  Xvfb: '^Xvfb ',
  matchbox: '^matchbox-window-manager ',
  x11vnc: '^x11vnc ',
  chromium: '^/usr/lib/chromium/chromium --user-data-dir',
  gpu: '--type=gpu-process',
  renderer: '--type=renderer',
  zygote: '--type=zygote',
  network: '--utility-sub-type=network',
  storage: '--utility-sub-type=storage',
  runner: '^/usr/local/bin/node .*/opt/deskhand/runner.mjs serve',
} as const;
