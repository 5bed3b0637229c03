import { cancelled, throwIfAborted, within } from './abort.ts';
import type { DamageHistory } from './damage-history.ts';
import { isCaret } from './quiet.ts';
import type { Connection } from './x11/connection.ts';

/** Resolves at the next drawing that is more than a blinking caret, or after `timeoutMs`; throws `cancelled` on abort. */
export async function nextChange(
  connection: Connection,
  history: DamageHistory,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  const { promise, resolve, reject } = Promise.withResolvers<true>();
  const abort = () => reject(cancelled(signal));
  signal.addEventListener('abort', abort, { once: true });
  const stop = history.onDamage((damage) => {
    if (!isCaret(damage.box)) resolve(true);
  });
  try {
    await within(timeoutMs, connection.orEnd(promise));
  } finally {
    stop();
    signal.removeEventListener('abort', abort);
  }
}
