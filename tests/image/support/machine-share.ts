import { availableParallelism, cpus } from 'node:os';
import Docker from 'dockerode';
import type { TestDesktop } from './desktop.ts';

/** The least part of the machine that is believed to have been left, so that a bound stays finite. */
const LEAST = 0.05;

/** What a container and the whole machine have done up to a moment, in ms. */
interface Usage {
  readonly at: number;
  /** Processor time that nobody used. */
  readonly idle: number;
  /** Processor time of the container. */
  readonly own: number;
}

/**
 * The part of the machine, from 0.05 to 1, that a desktop used or could have used while something was done: the rest went to
 * other programs or, on a virtual machine, to other machines.
 */
export async function shareDuring<T>(
  desktop: TestDesktop,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly share: number }> {
  const before = await usage(desktop);
  const result = await work();
  const after = await usage(desktop);
  const all = (after.at - before.at) * availableParallelism();
  const left = after.idle - before.idle + Math.max(0, after.own - before.own);
  return { result, share: Math.min(1, Math.max(LEAST, left / all)) };
}

async function usage(desktop: TestDesktop): Promise<Usage> {
  const container = new Docker().getContainer(desktop.container.getId());
  const { cpu_stats } = await container.stats({ stream: false, 'one-shot': true });
  return {
    at: performance.now(),
    idle: cpus().reduce((sum, { times }) => sum + times.idle, 0),
    own: cpu_stats.cpu_usage.total_usage / 1e6,
  };
}
