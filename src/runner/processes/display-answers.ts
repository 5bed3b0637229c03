import { setTimeout as sleep } from 'node:timers/promises';
import type { Desktop } from '../../desktop/desktop.ts';

/** Far more than the X server takes for one pixel, in ms. */
const WITHIN_MS = 500;

/**
 * Asks a client of the X server; when it does not answer, neither may the server, and then nothing is known of the client. Rejects
 * only for a client that does not answer although the server does.
 */
export async function unlessDisplayHangs(
  ask: () => Promise<unknown>,
  desktop: () => Desktop | undefined,
): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (await answers(desktop())) throw error;
  }
}

async function answers(desktop: Desktop | undefined): Promise<boolean> {
  if (desktop === undefined) return false;
  const over = new AbortController();
  const frame = desktop.capture({ x: 0, y: 0, width: 1, height: 1 }).then(
    () => true,
    () => false,
  );
  const late = sleep(WITHIN_MS, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([frame, late]);
  } finally {
    over.abort();
  }
}
