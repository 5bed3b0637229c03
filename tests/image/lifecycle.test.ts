import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { describe, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { decode } from './support/picture.ts';
import { rfbPicture } from './support/rfb-client.ts';

/** A desktop that was hurt must work again within this time (design, Processes). */
const RECOVERY_MS = 5000;

/** Polls until a check passes; fails with the check's own error when it does not in time. */
async function eventually(check: () => Promise<void>, withinMs: number): Promise<void> {
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

/** The desktop works: healthy, all processes ready, a page can be opened, seen and clicked. */
async function expectWorking(desktop: TestDesktop): Promise<void> {
  await eventually(async () => {
    const health = await desktop.client.health();
    expect(health.status).toBe('ok');
    expect(health.processes.map(({ state }) => state)).toEqual(health.processes.map(() => 'ready'));
  }, RECOVERY_MS);
  const { observation } = await desktop.client.perform({
    action: 'goto',
    url: 'data:text/html,<title>alive</title><h1>Alive</h1>',
  });
  expect(observation?.page?.title).toBe('alive');
  const picture = await decode((await desktop.client.screenshot()).data);
  expect(picture.colours({ x: 0, y: 100, width: 300, height: 150 })).toBeGreaterThan(10);
  await desktop.client.perform({ action: 'move', x: 77, y: 88 });
  expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:77 y:88 ');
}

async function zombies(desktop: TestDesktop): Promise<string> {
  return desktop.run('sh', '-c', "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null; true");
}

test('docker restart three times ends in a working desktop each time', async () => {
  await using desktop = await startDesktop();
  await expectWorking(desktop);
  for (let i = 0; i < 3; i++) {
    await desktop.container.restart({ timeout: 10 });
    await expectWorking(desktop);
  }
});

test('kill -9 of the whole container and docker start ends in a working desktop', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  await container.kill();
  await desktop.container.restart();
  await expectWorking(desktop);
});

test('docker stop takes less than 3 s and ends with 0 or 143', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  const start = performance.now();
  await container.stop({ t: 20 });
  expect(performance.now() - start).toBeLessThan(3000);
  const { State } = await container.inspect();
  expect([0, 143]).toContain(State.ExitCode);
});

describe('kill -9', () => {
  test.each(['matchbox', 'x11vnc', 'chromium'])('of %s is recovered from, without a zombie', async (name) => {
    await using desktop = await startDesktop();
    // x11vnc runs from the first viewer on.
    await rfbPicture(`${desktop.url.replace('http', 'ws')}/vnc`, {
      authorization: `Bearer ${desktop.token}`,
    });
    const killed = await desktop.tryRun(
      'sh',
      '-c',
      `for p in /proc/[0-9]*; do case $(cat $p/comm) in ${name}*) kill -9 \${p#/proc/} && echo killed;; esac; done`,
    );
    expect(killed.output).toContain('killed');
    await expectWorking(desktop);
    // What a killed parent has left is reaped a moment later.
    await expect.poll(() => zombies(desktop), { timeout: 5000 }).toBe('');
  });

  test('of Xvfb brings everything back, or ends the container so that Docker restarts it', async () => {
    await using desktop = await startDesktop();
    await desktop.run(
      'sh',
      '-c',
      'for p in /proc/[0-9]*; do case $(cat $p/comm) in Xvfb) kill -9 ${p#/proc/};; esac; done',
    );
    await expectWorking(desktop);
    // What a killed parent has left is reaped a moment later.
    await expect.poll(() => zombies(desktop), { timeout: 5000 }).toBe('');
  });
});

test('Docker’s own health check passes', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  await eventually(async () => {
    const { State } = await container.inspect();
    expect(State.Health?.Status).toBe('healthy');
  }, 30_000);
  expect(await desktop.run('deskhand', 'healthcheck')).toMatch(/ok/i);
});
