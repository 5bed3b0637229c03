import { setTimeout as delay } from 'node:timers/promises';
import { lookAt } from './proc.ts';
import type { ProcessLook } from './proc.ts';
import type { Pulse } from './process-spec.ts';

/**
 * Looks in a row that find a process stopped by a signal before it is ended. That needs no question and knows no busy machine;
 * a debugger's moment is shorter.
 */
export const STOPPED_LOOKS = 3;

const STOPPED = 'it was stopped by a signal';

/** From this part of the time on a process counts as one that works, or would if the machine let it. */
const WORKS = 0.1;

/** A look that comes so much later than it was to come says that the machine, or the runner, was kept from its work. */
const LATE = 1.5;

/** What {@link pulseLost} perceives; tests put their own in its place. */
export interface Senses {
  /** Waits for so many ms, or until the signal is aborted; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  look(pid: number): ProcessLook | undefined;
  /** Milliseconds of a clock that never jumps. */
  now(): number;
}

const SENSES: Senses = {
  wait: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => {});
  },
  look: lookAt,
  now: () => performance.now(),
};

/** How many looks in a row found a process so. */
interface Streaks {
  readonly stopped: number;
  readonly silent: number;
  readonly unanswered: number;
}

/**
 * Resolves with the reason, a phrase for a log line, once a process has to be ended although it lives; never when the signal is
 * aborted first. Looks are counted, not time: a container that was paused, or a machine that was asleep, has missed none.
 */
export async function pulseLost(
  pulse: Pulse,
  pid: number,
  signal: AbortSignal,
  senses: Senses = SENSES,
): Promise<string> {
  let streaks: Streaks = { stopped: 0, silent: 0, unanswered: 0 };
  const atOnce = pulse.inspect?.(pid);
  if (atOnce !== undefined) return atOnce;
  let before = senses.look(pid);
  let question = ask(pulse, pid);
  for (;;) {
    const since = senses.now();
    await senses.wait(pulse.everyMs, signal);
    if (signal.aborted) return new Promise(() => {});
    const took = senses.now() - since;
    const look = senses.look(pid);
    const works = took > pulse.everyMs * LATE || hasWorked(before, look, took);
    const { answered } = question;
    streaks = {
      stopped: look?.state === 'T' ? streaks.stopped + 1 : 0,
      silent: answered || works ? 0 : streaks.silent + 1,
      unanswered: answered ? 0 : streaks.unanswered + 1,
    };
    const reason = reasonOf(pulse, streaks) ?? pulse.inspect?.(pid);
    if (reason !== undefined) return reason;
    if (question.over) question = ask(pulse, pid);
    before = look;
  }
}

/**
 * Resolves with the reason, a phrase for a log line, once a process that is starting has to be ended although it lives: it was stopped
 * by a signal, or cannot get ready any more. Never when the signal is aborted first. Slowness is no reason: for that a start has a time limit.
 */
export async function startLost(
  pulse: Pulse,
  pid: number,
  signal: AbortSignal,
  senses: Senses = SENSES,
): Promise<string> {
  for (let stopped = 0; ;) {
    await senses.wait(pulse.everyMs, signal);
    if (signal.aborted) return new Promise(() => {});
    stopped = senses.look(pid)?.state === 'T' ? stopped + 1 : 0;
    if (stopped >= STOPPED_LOOKS) return STOPPED;
    const reason = pulse.inspectStart?.(pid);
    if (reason !== undefined) return reason;
  }
}

function reasonOf({ everyMs, silentLooks, patientLooks }: Pulse, streaks: Streaks): string | undefined {
  if (streaks.stopped >= STOPPED_LOOKS) return STOPPED;
  if (streaks.silent >= silentLooks) return `it neither answers nor works (${silentLooks * everyMs} ms)`;
  if (streaks.unanswered >= patientLooks) return `it does not answer (${patientLooks * everyMs} ms)`;
  return undefined;
}

/** Whether a process had, or wanted, the processor or the disk since the look before. */
function hasWorked(before: ProcessLook | undefined, now: ProcessLook | undefined, tookMs: number): boolean {
  if (before === undefined || now === undefined) return true;
  if (now.state === 'R' || now.state === 'D') return true;
  return now.busyMs - before.busyMs >= WORKS * tookMs;
}

interface Question {
  readonly answered: boolean;
  /** Answered or refused. */
  readonly over: boolean;
}

function ask(pulse: Pulse, pid: number): Question {
  if (pulse.ask === undefined) return { answered: true, over: true };
  const question = { answered: false, over: false };
  pulse.ask(pid).then(
    () => Object.assign(question, { answered: true, over: true }),
    () => Object.assign(question, { over: true }),
  );
  return question;
}
