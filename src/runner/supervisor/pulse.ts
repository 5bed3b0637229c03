import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pulse } from './process-spec.ts';

/** Waits for so many ms, or until the signal is aborted; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Resolves with the reason, a phrase for a log line, once `pulse.misses` questions in a row had no answer; never when the signal is aborted first. */
export async function pulseLost(
  pulse: Pulse,
  pid: number,
  signal: AbortSignal,
  wait: Wait = pause,
): Promise<string> {
  const { everyMs, misses } = pulse;
  for (let missed = 0; missed < misses;) {
    let answered = false;
    pulse.ask(pid).then(
      () => (answered = true),
      () => {},
    );
    // The whole time also after a refusal: a process that refuses at once must not be killed at once.
    await wait(everyMs, signal);
    if (signal.aborted) return new Promise(() => {});
    missed = answered ? 0 : missed + 1;
  }
  return `it does not answer (asked ${misses} times in ${misses * everyMs} ms)`;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** Rejects for a process that was stopped by a signal (SIGSTOP, SIGTSTP; state T of proc_pid_stat(5)): the pulse of what answers no questions. */
export async function assertNotStopped(pid: number): Promise<void> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name before it is in brackets and may hold anything.
  const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
  if (state === 'T') throw new Error(`process ${pid} is stopped`);
}
