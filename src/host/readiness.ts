import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from '../base/errors.ts';
import { lastLogLines } from './container-logs.ts';
import type { DesktopInfo } from './desktop-info.ts';
import type { Engine } from './engine.ts';

/** How readiness is recognised and how long it may take. */
export interface ReadyOptions {
  /** Asks the desktop itself; false while it does not answer or is not ready. */
  readonly isReady: (
    address: { readonly url: string; readonly token: string },
    signal: AbortSignal,
  ) => Promise<boolean>;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
const FIRST_ATTEMPT_MS = 100;
const LONGEST_ATTEMPT_MS = 5000;

/**
 * Resolves once the desktop says that it is ready. Throws `not_ready` with its last log lines as soon as its container
 * ends, `timeout` with them at the deadline, and the signal's reason when that fires.
 */
export async function waitUntilReady(
  engine: Engine,
  desktop: DesktopInfo,
  options: ReadyOptions,
): Promise<void> {
  const over = new AbortController();
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([over.signal, deadline, options.signal]);
  try {
    const ended = await Promise.race([
      becomesReady(desktop, options, signal).then(() => false),
      ends(engine, desktop.id, signal).then(() => true),
    ]);
    if (ended) throw await notReady(engine, desktop, 'not_ready', 'ended while it was starting');
  } catch (error) {
    options.signal.throwIfAborted();
    if (!deadline.aborted || (error instanceof DeskhandError && error.code === 'not_ready')) throw error;
    throw await notReady(
      engine,
      desktop,
      'timeout',
      `was not ready after ${Math.round(options.timeoutMs / 1000)} s`,
    );
  } finally {
    over.abort();
  }
}

/** Asks at short, slowly growing intervals: the desktop is not there to tell before it listens. */
async function becomesReady(desktop: DesktopInfo, options: ReadyOptions, signal: AbortSignal): Promise<void> {
  const { url, token } = desktop;
  // Without a port the container has ended already; `ends` is about to say so.
  if (url === null) return new Promise<never>((_, reject) => onAbort(signal, reject));
  for (let attempt = 0; !(await attemptIsReady(options, { url, token }, attempt, signal)); attempt++)
    await sleep(Math.min(FIRST_PAUSE_MS * 1.25 ** attempt, LONGEST_PAUSE_MS), undefined, { signal });
}

/**
 * A connection to a container whose network is just coming up loses its first packet, which TCP sends again only after a
 * second. So the first attempts are given up soon, later ones (to a busy machine) not before seconds.
 */
async function attemptIsReady(
  { isReady }: ReadyOptions,
  address: { readonly url: string; readonly token: string },
  attempt: number,
  signal: AbortSignal,
): Promise<boolean> {
  const timeout = AbortSignal.timeout(
    Math.round(Math.min(FIRST_ATTEMPT_MS * 1.5 ** attempt, LONGEST_ATTEMPT_MS)),
  );
  try {
    return await isReady(address, AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return false;
    throw error;
  }
}

async function ends(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  await engine.docker.getContainer(id).wait({ abortSignal: signal });
}

function onAbort(signal: AbortSignal, then: (reason: unknown) => void): void {
  if (signal.aborted) then(signal.reason);
  else signal.addEventListener('abort', () => then(signal.reason), { once: true });
}

async function notReady(
  engine: Engine,
  desktop: DesktopInfo,
  code: 'not_ready' | 'timeout',
  what: string,
): Promise<DeskhandError> {
  const lines = await lastLogLines(engine, desktop.id, 12).catch(() => []);
  const said =
    lines.length === 0
      ? 'It logged nothing.'
      : `Its last words:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return new DeskhandError(code, `The desktop "${desktop.name}" ${what}. ${said}`, {
    hint: '`deskhand doctor` checks what a desktop needs.',
  });
}
