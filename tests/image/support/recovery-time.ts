import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { expect } from 'vitest';
import type { Health } from '../../../src/client/wire.ts';
import type { TestDesktop } from './desktop.ts';
import { shareDuring } from './machine-share.ts';
import { clientOf, recovered } from './recovery.ts';
import type { Restarts } from './recovery.ts';

/** What a desktop that was hurt may take until it works again (docs/operations.md). */
const RECOVERY_MS = 5000;

/** With this part of the machine left for the desktop the bound holds as it is: the tests themselves take the rest. */
const IDLE_SHARE = 0.8;

/** However busy the machine is, the bound grows to no more than so many times. */
const MOST_STRETCH = 4;

/** A desktop that does not work again after this has not recovered at all, in ms. */
const GIVE_UP_MS = 60_000;

/** What has to be started again after a fault: processes as `/healthz` names them, and the container itself. */
export type Restarted = readonly string[];

/** Milliseconds that a recovery may take with this part of the machine. Pure. */
export function allowedMs(share: number): number {
  return share >= IDLE_SHARE ? RECOVERY_MS : RECOVERY_MS * Math.min(MOST_STRETCH, 1 / share);
}

/**
 * Expects that something which tells how long it took takes no more than five seconds, and more only in proportion to what other
 * programs leave of the machine. When the first try misses, two more must both be in time.
 */
export async function expectInTime(container: Docker.Container, once: () => Promise<number>): Promise<void> {
  const first = await attempt(container, once);
  if (first.isInTime) return;
  const tries = [first, await attempt(container, once), await attempt(container, once)];
  const inTime = tries.filter(({ isInTime }) => isInTime);
  expect(inTime.length, `tries in time of ${JSON.stringify(tries)}`).toBe(2);
}

async function attempt(container: Docker.Container, once: () => Promise<number>) {
  const { result, share } = await shareDuring(container, once);
  const allowed = allowedMs(share);
  return { took: Math.round(result), allowed: Math.round(allowed), isInTime: result <= allowed };
}

/**
 * Hurts a healthy desktop and expects it to work again in time: from right before the fault until `/healthz` answers 200 with all
 * processes ready, those named having been started again, and a page then opens.
 */
export async function expectRecoveryInTime(
  desktop: TestDesktop,
  restarted: Restarted,
  fault: () => Promise<unknown>,
): Promise<void> {
  await expectInTime(containerOf(desktop), async () => {
    const before = await recovered(desktop);
    const began = performance.now();
    await fault();
    await untilWorking(desktop, restarted, before, began + GIVE_UP_MS);
    return performance.now() - began;
  });
}

/**
 * Does something to a healthy desktop that it has to bear, and expects it to work in time, as above, from the end of that on. Must be
 * able to be done again.
 */
export async function expectBorneInTime(
  desktop: TestDesktop,
  disturb: () => Promise<unknown>,
): Promise<void> {
  await expectInTime(containerOf(desktop), async () => {
    const before = await recovered(desktop);
    await disturb();
    const began = performance.now();
    await untilWorking(desktop, [], before, began + GIVE_UP_MS);
    return performance.now() - began;
  });
}

/** Resolves once the desktop works; throws what it was last seen to be, and the end of its log, when it does not until then. */
async function untilWorking(
  desktop: TestDesktop,
  restarted: Restarted,
  before: Restarts,
  end: number,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    const seen = await lookOnce(desktop, restarted, before, `back ${tries}`).catch(String);
    if (seen === 'works') return;
    if (performance.now() > end)
      throw new Error(
        `not recovered in ${GIVE_UP_MS} ms: ${seen}\nits log ends:\n${await endOfLog(desktop)}`,
      );
    // Nothing tells of the end of a fault but the desktop itself, when asked.
    await sleep(20);
  }
}

/** `works`, or what keeps it from that. */
async function lookOnce(
  desktop: TestDesktop,
  restarted: Restarted,
  before: Restarts,
  title: string,
): Promise<string> {
  const { RestartCount } = await containerOf(desktop).inspect();
  const client = await clientOf(desktop);
  const response = await fetch(new URL('/healthz', client.address.url));
  const health = (await response.json()) as Health;
  const state = `/healthz ${response.status} ${JSON.stringify(health)}`;
  if (response.status !== 200 || health.processes.some(({ state }) => state !== 'ready')) return state;
  const starts = (name: string): number =>
    name === 'container'
      ? RestartCount - before.container
      : (health.processes.find((each) => each.name === name)?.restarts ?? 0) - before.of(name);
  const missing = restarted.filter((name) => starts(name) <= 0);
  if (missing.length > 0) return `${missing.join()} was not started again; ${state}`;
  const { observation } = await client.perform({
    action: 'goto',
    url: `data:text/html,<title>${title}</title>`,
  });
  return observation?.page?.title === title ? 'works' : `the page is ${JSON.stringify(observation?.page)}`;
}

async function endOfLog(desktop: TestDesktop): Promise<string> {
  const log = await containerOf(desktop).logs({ stdout: true, stderr: true, follow: false, tail: 20 });
  // Each piece has a head of eight bytes that is no text.
  return log.toString('utf8').replaceAll(/[^\P{Cc}\n]/gu, '');
}

/** The desktop's container, as the engine knows it. */
export function containerOf(desktop: TestDesktop): Docker.Container {
  return new Docker().getContainer(desktop.container.getId());
}
