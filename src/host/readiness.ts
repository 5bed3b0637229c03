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
  for (let pauseMs = 20; !(await options.isReady({ url, token }, signal)); pauseMs *= 1.25)
    await sleep(Math.min(pauseMs, 200), undefined, { signal });
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
