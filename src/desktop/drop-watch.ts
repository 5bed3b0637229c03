import type { Xfixes } from 'x11';
import { cancelled, within } from './abort.ts';
import type { Connection } from './x11/connection.ts';

const OWNER_CHANGE = 1;

/** Notices that a program has begun a drag and drop. */
export interface DropWatch {
  /** Starts watching for the next one; `within` says whether it has begun, waiting at most `ms`. */
  next(): { within(ms: number, signal: AbortSignal): Promise<boolean>; stop(): void };
}

/** Watches the XdndSelection: a program owns it from the moment in which it begins to carry something (XDND 5). */
export async function watchDrops(connection: Connection, fixes: Xfixes): Promise<DropWatch> {
  const selection = await connection.atom('XdndSelection');
  fixes.SelectSelectionInput(connection.root, selection, OWNER_CHANGE);
  return {
    next() {
      const { promise, resolve, reject } = Promise.withResolvers<true>();
      promise.catch(() => {}); // an abort may come while nobody waits
      const stop = connection.onEvent((event) => {
        // The core event of the same name has no owner.
        const isOwnerChange = event.name === 'SelectionNotify' && event['selection'] === selection;
        if (isOwnerChange && typeof event['owner'] === 'number' && event['owner'] !== 0) resolve(true);
      });
      return {
        async within(ms, signal) {
          const abort = () => reject(cancelled(signal));
          signal.addEventListener('abort', abort, { once: true });
          try {
            return (await within(ms, connection.orEnd(promise))) ?? false;
          } finally {
            signal.removeEventListener('abort', abort);
          }
        },
        stop,
      };
    },
  };
}
