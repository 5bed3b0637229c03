import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { expect } from 'vitest';
import type { TestDesktop } from './desktop.ts';
import { shareDuring } from './machine-share.ts';
import { recovered } from './recovery.ts';

/** What a desktop that was hurt may take until it works again (docs/operations.md). */
export const RECOVERY_MS = 5000;

/** One of so many tries has to be in time. */
const TRIES = 3;

/**
 * Expects that something which tells how long it took takes no more than five seconds, in one of three tries. This machine may be
 * busy with other things: with half of it left, twice the time is allowed.
 */
export async function expectInTime(desktop: TestDesktop, once: () => Promise<number>): Promise<void> {
  const tries: { readonly took: number; readonly allowed: number }[] = [];
  while (tries.length < TRIES) {
    const { result, share } = await shareDuring(desktop, once);
    const allowed = RECOVERY_MS / share;
    if (result <= allowed) return;
    tries.push({ took: result, allowed });
  }
  expect(tries, 'ms, none of them in time').toEqual([]);
}

/**
 * Milliseconds from right before a fault until the runner's own log tells that these processes are ready again. The desktop must
 * log as JSON.
 */
export async function recoveryMs(
  desktop: TestDesktop,
  names: readonly string[],
  fault: () => Promise<unknown>,
): Promise<number> {
  const told = (await recoveries(desktop)).length;
  const began = Number(await desktop.run('date', '+%s%3N'));
  await fault();
  for (;;) {
    const since = (await recoveries(desktop)).slice(told);
    const ends = names.map((name) => since.find(({ process }) => process === name)?.at);
    if (ends.every((at) => at !== undefined)) return Math.max(...ends) - began;
    // Docker tells no end of a log that goes on.
    await sleep(50);
    await expectRunning(desktop);
  }
}

async function expectRunning(desktop: TestDesktop): Promise<void> {
  const { State } = await new Docker().getContainer(desktop.container.getId()).inspect();
  expect(State.Status).toBe('running');
}

interface Recovery {
  readonly process: string;
  /** Unix time in ms. */
  readonly at: number;
}

/** What the runner has logged of processes that are ready again. */
async function recoveries(desktop: TestDesktop): Promise<readonly Recovery[]> {
  const log = await new Docker()
    .getContainer(desktop.container.getId())
    .logs({ stdout: true, stderr: true, follow: false });
  // Each piece has a head of eight bytes that is no text.
  const lines = log.toString('utf8').match(/\{[^\n]*"recovered_ms"[^\n]*\}/g) ?? [];
  return lines.map((line) => {
    const { process, time } = JSON.parse(line) as { process: string; time: string };
    return { process, at: Date.parse(time) };
  });
}

/** Waits until the desktop is healthy again after each try, so that the next one finds it whole. */
export async function expectRecoveryInTime(
  desktop: TestDesktop,
  names: readonly string[],
  fault: () => Promise<unknown>,
): Promise<void> {
  await expectInTime(desktop, async () => {
    await recovered(desktop);
    const took = await recoveryMs(desktop, names, fault);
    await recovered(desktop);
    return took;
  });
}
