import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { decode } from './support/picture.ts';

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

test('Docker’s own health check passes', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  await eventually(async () => {
    const { State } = await container.inspect();
    expect(State.Health?.Status).toBe('healthy');
  }, 30_000);
  expect(await desktop.run('deskhand', 'healthcheck')).toMatch(/ok/i);
});
