import { writeSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
import { jsonLine } from '../log.ts';
import type { WatchdogData } from './watchdog.ts';

// Loaded on the main thread (the image's build loads every part once, for the code cache) it does nothing.
if (!isMainThread) watch(workerData as WatchdogData);

/** Looks at the beats until they stop; then ends the process. Blocks its thread. */
function watch({ beats, lookMs, looks, logFormat }: WatchdogData): void {
  const counter = new Int32Array(beats);
  const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let last = Atomics.load(counter, 0);
  for (let missed = 0; missed < looks;) {
    // Nobody notifies: this is a sleep that needs no event loop.
    Atomics.wait(clock, 0, 0, lookMs);
    const now = Atomics.load(counter, 0);
    missed = now === last ? missed + 1 : 0;
    last = now;
  }
  // The thread's own streams go through the thread that is blocked.
  const message = `the runner's event loop has stood still for ${(looks * lookMs) / 1000} s; it is ended`;
  writeSync(2, logFormat === 'json' ? jsonLine('error', message) : `error: ${message}\n`);
  process.kill(process.pid, 'SIGKILL');
}
