import { availableParallelism, cpus } from 'node:os';
import type Docker from 'dockerode';

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
 * The part of the machine, from 0.05 to 1, that a container used or could have used while something was done: the rest went to
 * other programs or, on a virtual machine, to other machines.
 */
export async function shareDuring<T>(
  container: Docker.Container,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly share: number }> {
  const before = await usage(container);
  const result = await work();
  const after = await usage(container);
  const all = (after.at - before.at) * availableParallelism();
  const left = after.idle - before.idle + Math.max(0, after.own - before.own);
  return { result, share: Math.min(1, Math.max(LEAST, left / all)) };
}

async function usage(container: Docker.Container): Promise<Usage> {
  const { cpu_stats } = await container.stats({ stream: false, 'one-shot': true });
  return {
    at: performance.now(),
    idle: cpus().reduce((sum, { times }) => sum + times.idle, 0),
    own: cpu_stats.cpu_usage.total_usage / 1e6,
  };
}
