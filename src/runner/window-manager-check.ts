import type { Log } from '../base/log.ts';
import { connect } from '../desktop/x11/connection.ts';
import type { Connection } from '../desktop/x11/connection.ts';
import { getNumbers } from '../desktop/x11/properties.ts';
import { windowManagerProbe } from './window-manager-probe.ts';

const PROPERTY_CHANGE = 1 << 22;
const CHECK = '_NET_SUPPORTING_WM_CHECK';

/** A window manager that owns the display. */
export interface WindowManager {
  /** Resolves when it serves; rejects when it does not within a second. */
  answers(): Promise<void>;
  /** Ends the connection by which it is asked. */
  close(): Promise<void>;
}

/**
 * Resolves once a window manager owns the display: the root window's `_NET_SUPPORTING_WM_CHECK` names a window that bears the
 * same property (EWMH). Waits for property events; rejects when the signal is aborted or the display closes.
 */
export async function windowManagerReady(
  display: string,
  signal: AbortSignal,
  log: Log,
): Promise<WindowManager> {
  const connection = await connect({ display }, log);
  try {
    await untilManaged(connection, signal);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { answers: windowManagerProbe(connection), close: () => connection.close() };
}

async function untilManaged(connection: Connection, signal: AbortSignal): Promise<void> {
  const over = new Promise<never>((_, reject) => {
    const abort = () => reject(new Error('stopped while waiting for the window manager'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  // Nobody may be waiting when these fire: the loop below could have just ended.
  over.catch(() => {});
  connection.X.ChangeWindowAttributes(connection.root, { eventMask: PROPERTY_CHANGE });
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const stop = connection.onEvent((event) => {
        if (event.name !== 'PropertyNotify') return;
        stop();
        resolve();
      });
    });
    const [window] = await getNumbers(connection, connection.root, CHECK);
    // A dead window manager leaves its property on the root, but not the window that it names.
    if (window !== undefined && (await getNumbers(connection, window, CHECK))[0] === window) break;
    await connection.orEnd(Promise.race([changed, over]));
  }
  connection.X.ChangeWindowAttributes(connection.root, { eventMask: 0 });
}
