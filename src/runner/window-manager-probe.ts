import type { Connection } from '../desktop/x11/connection.ts';

const INPUT_ONLY = 2;
const STRUCTURE_NOTIFY = 1 << 17;

/** A live window manager takes a millisecond. */
const ANSWER_MS = 1000;

/** So many places come before one is used again: an answer that is late is to none of the questions soon after it. */
const PLACES = 1000;

/**
 * A function that resolves when the window manager serves, and rejects when it does not within a second. It moves a window of its own
 * that is never shown: the X server hands such a wish to the window manager, which only then grants it (ICCCM 4.1.5). So no window
 * appears, no focus moves and nothing is drawn.
 */
export function windowManagerProbe(connection: Connection, withinMs = ANSWER_MS): () => Promise<void> {
  const { X, root } = connection;
  const window = X.AllocID();
  X.CreateWindow(window, root, 0, 0, 1, 1, 0, 0, INPUT_ONLY, 0, { eventMask: STRUCTURE_NOTIFY });
  let asked = 0;
  return async () => {
    const x = -1 - (asked++ % PLACES);
    const moved = Promise.withResolvers<void>();
    const stop = connection.onEvent((event) => {
      if (event.name === 'ConfigureNotify' && event.wid === window && event['x'] === x) moved.resolve();
    });
    const late = setTimeout(() => moved.reject(new Error('the window manager does not answer')), withinMs);
    try {
      X.ConfigureWindow(window, { x });
      await connection.orEnd(moved.promise);
    } finally {
      stop();
      clearTimeout(late);
    }
  };
}
