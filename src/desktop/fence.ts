import type { XEvent } from 'x11';
import { within } from './abort.ts';
import type { Thaw } from './thaw.ts';
import { focusedWindow } from './windows.ts';
import type { Connection } from './x11/connection.ts';
import { getNumbers } from './x11/properties.ts';
import { unlessGone } from './x11/request-error.ts';

// A person who holds a button down looks like a server that holds input back.
const THAW_MS = 1000;

/** How a fence ended: the program confirmed, has no way to confirm, or did not answer in time. */
export type FenceResult = 'passed' | 'unsupported' | 'silent';

/**
 * A barrier for input. A program reads its X events in order, so once it answers a `_NET_WM_PING` (EWMH) that was sent
 * after some keys, it has taken those keys in, with the keyboard mapping they were meant for: provided that the server had
 * delivered them, which is waited for first.
 */
export interface Fence {
  /** Pings the focused program, or the one that had the focus in this window, and waits for its answer, at most `timeoutMs`. */
  pass(timeoutMs: number, focus?: number): Promise<FenceResult>;
}

/** A fence on a connection that has SubstructureNotify selected on the root window. */
export function createFence(connection: Connection, thaw: Thaw): Fence {
  let serial = 0;
  const answers = new Map<number, () => void>();
  const atoms = Promise.all([connection.atom('WM_PROTOCOLS'), connection.atom('_NET_WM_PING')]);
  let ping = -1;
  atoms.then(
    (ids) => {
      ping = ids[1];
    },
    () => {}, // `pass` awaits the same promise and reports
  );
  connection.onEvent((event) => {
    if (event.name === 'ClientMessage') answers.get(pingSerial(event, ping))?.();
  });
  return {
    async pass(timeoutMs, focus) {
      await thaw.wait(Math.min(timeoutMs, THAW_MS));
      const window = await pingWindow(connection, await atoms, focus ?? (await focusedWindow(connection)));
      if (window === undefined) return 'unsupported';
      const [protocols] = await atoms;
      // Programs echo the timestamp, which tells one ping from another.
      serial = (serial % 0x7fff_ffff) + 1;
      const mine = serial;
      const { promise, resolve } = Promise.withResolvers<'passed'>();
      answers.set(mine, () => resolve('passed'));
      try {
        connection.X.SendEvent(window, 0, 0, {
          name: 'ClientMessage',
          format: 32,
          wid: window,
          message_type: protocols,
          data: [ping, mine, window, 0, 0],
        });
        const answer = await within(timeoutMs, connection.orEnd(promise));
        return answer ?? 'silent';
      } finally {
        answers.delete(mine);
      }
    },
  };
}

function pingSerial(event: XEvent, ping: number): number {
  const data: unknown = event['data'];
  if (!Array.isArray(data)) return -1;
  const [kind, time]: unknown[] = data;
  return kind === ping && typeof time === 'number' ? time : -1;
}

/** The window with the focus or its nearest ancestor that speaks _NET_WM_PING. */
async function pingWindow(
  connection: Connection,
  [, ping]: readonly [number, number],
  focus: number,
): Promise<number | undefined> {
  let window = focus;
  while (window > 1 && window !== connection.root) {
    const here = window;
    const protocols = await getNumbers(connection, here, 'WM_PROTOCOLS');
    if (protocols.includes(ping)) return here;
    const tree = await unlessGone(
      connection.call<{ readonly parent: number; readonly children: readonly number[] }>((done) =>
        connection.X.QueryTree(here, done),
      ),
    );
    window = tree?.parent ?? 0;
  }
  return undefined;
}
