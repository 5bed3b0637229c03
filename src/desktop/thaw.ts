import type { QueryPointerReply } from 'x11';
import { pause } from './abort.ts';
import type { Connection } from './x11/connection.ts';

// Button1..Button5 in the pointer's state mask begin at this bit.
const FIRST_BUTTON_BIT = 8;
// The server has no event for the end of a freeze. matchbox takes 1–10 ms to end it.
const LOOK_AGAIN_MS = 1;

/** Tells whether the server is delivering input. */
export interface Thaw {
  /** Resolves true once it is, false when it still is not after `timeoutMs`. */
  wait(timeoutMs: number): Promise<boolean>;
}

/**
 * A window manager that raises windows on a click grabs buttons in synchronous mode: after the press the server holds back
 * the release and all keys until the window manager has looked (X11 protocol, GrabButton and AllowEvents), while other
 * messages, such as pings and changes of the keyboard, overtake them. Seen from outside a button then stays down that was
 * released. `held` are the buttons that are down on purpose.
 */
export function createThaw(connection: Connection, held: ReadonlySet<number>): Thaw {
  const isFrozen = async () => {
    const { keyMask } = await connection.call<QueryPointerReply>((done) =>
      connection.X.QueryPointer(connection.root, done),
    );
    return [1, 2, 3].some(
      (button) => !held.has(button) && ((keyMask >> (FIRST_BUTTON_BIT + button - 1)) & 1) === 1,
    );
  };
  return {
    async wait(timeoutMs) {
      const end = performance.now() + timeoutMs;
      while (await isFrozen()) {
        if (performance.now() >= end) return false;
        await pause(LOOK_AGAIN_MS, never);
      }
      return true;
    },
  };
}

const never = new AbortController().signal;
