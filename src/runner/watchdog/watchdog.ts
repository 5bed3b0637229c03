import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../base/log.ts';
import type { LogFormat } from '../log-format.ts';

/** How a blocked event loop is noticed. */
export interface WatchdogOptions {
  /** Time between two beats of the event loop, in ms. */
  readonly beatMs: number;
  /** Time between two looks of the watching thread, in ms; longer than a beat. */
  readonly lookMs: number;
  /**
   * Looks in a row that find no new beat before the process is ended. More than one: a paused container or a machine that was
   * asleep has missed beats without being blocked, and one look later it has beaten again.
   */
  readonly looks: number;
  /** How its last words look. */
  readonly logFormat: LogFormat;
}

/** What the watching thread is given. */
export interface WatchdogData extends Pick<WatchdogOptions, 'lookMs' | 'looks'> {
  /** One 32-bit integer that each beat counts up. */
  readonly beats: SharedArrayBuffer;
  readonly logFormat: LogFormat;
}

/** Ten seconds: the runner's own longest piece of work without a pause takes a small part of one. */
const DEFAULTS: WatchdogOptions = { beatMs: 500, lookMs: 2000, looks: 5, logFormat: 'text' };

/**
 * Ends this process with SIGKILL once its event loop has stood still, so that Docker restarts the container: a runner that is
 * blocked answers nothing, restarts nothing and cannot end itself. It watches from a thread of its own, which keeps nothing
 * alive. Resolves, once it watches, with the function that stops it.
 */
export async function startWatchdog(
  log: Log,
  options: Partial<WatchdogOptions> = {},
): Promise<() => Promise<void>> {
  const { beatMs, lookMs, looks, logFormat } = { ...DEFAULTS, ...options };
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(beats);
  const timer = setInterval(() => Atomics.add(counter, 0, 1), beatMs).unref();
  // The bundle has the thread's code in a file of its own beside this one.
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './watchdog-thread.ts' : './watchdog-thread.mjs', import.meta.url);
  const worker = new Worker(file, {
    workerData: { beats, lookMs, looks, logFormat } satisfies WatchdogData,
    // It needs neither: no secret is in either, and none shall come into it.
    env: {},
    execArgv: [],
    // A thread with Node's usual heap limits would reserve more than it ever uses.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.on('error', (error) => log.error('the watchdog has ended', { error: String(error) }));
  await once(worker, 'online');
  worker.unref();
  return async () => {
    clearInterval(timer);
    await worker.terminate();
  };
}
