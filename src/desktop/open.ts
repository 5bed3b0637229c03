import { randomUUID } from 'node:crypto';
import type { Log } from '../base/log.ts';
import { activateWindow } from './activate.ts';
import { createSelections } from './clipboard.ts';
import { watchDamage } from './damage-history.ts';
import type { Desktop } from './desktop.ts';
import { watchDrops } from './drop-watch.ts';
import { createFence } from './fence.ts';
import { createCamera } from './frame.ts';
import { createKeyboard } from './keyboard.ts';
import { createKeys } from './keys.ts';
import { nextChange } from './next-change.ts';
import { createPaster } from './paster.ts';
import { createPointer } from './pointer.ts';
import { createRemote } from './remote.ts';
import { settle } from './settle.ts';
import { createFindStrokes } from './strokes.ts';
import { createThaw } from './thaw.ts';
import { createTypist } from './typist.ts';
import { paintRoot } from './wallpaper.ts';
import { listWindows } from './windows.ts';
import type { Connection } from './x11/connection.ts';
import { connect } from './x11/connection.ts';

// SubstructureNotify (answers to pings come to the root) | PropertyChange (the active window).
const ROOT_EVENTS = 0x0008_0000 | 0x0040_0000;

/** Connects to an X display and gives its input, frames, settling, windows and clipboard. Throws `not_ready` when it cannot. */
export async function openDesktop(options: { display: string; log: Log }): Promise<Desktop> {
  const connection = await connect({ display: options.display }, options.log);
  try {
    return await desktopOn(connection, options.log);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function desktopOn(connection: Connection, log: Log): Promise<Desktop> {
  const [xtest, fixes, damage] = await Promise.all([
    connection.extension('xtest'),
    connection.extension('fixes'),
    connection.extension('damage'),
  ]);
  connection.X.ChangeWindowAttributes(connection.root, { eventMask: ROOT_EVENTS });
  await paintRoot(connection);
  const history = watchDamage(connection, damage);
  // After a restart of the X server the count begins anew.
  const connectionMark = randomUUID();
  const camera = await createCamera(connection, fixes, log);
  const selections = await createSelections(connection);
  const keys = createKeys(connection, xtest);
  const down = new Set<number>();
  const fence = createFence(connection, createThaw(connection, down));
  const paster = createPaster({ connection, keys, selections, fence });
  const typist = createTypist({ connection, keys, fence, paster });
  const input = createPointer({ connection, xtest, fence, drops: await watchDrops(connection, fixes), down });
  const strokesOf = createFindStrokes(keys, typist);
  const keyboard = createKeyboard({ connection, keys, typist, paster, strokesOf });
  const remote = createRemote({
    connection,
    keys,
    strokesOf,
    pointer: input.raw,
    type: (...text) => keyboard.type(...text),
  });
  return {
    size: { width: connection.width, height: connection.height },
    pointer: input.pointer,
    keyboard,
    clipboard: selections.clipboard,
    playRemote: remote.play,
    capture: (region) => camera.capture(region),
    async mark() {
      // The server tells of what it has drawn before it answers.
      const pointer = await camera.pointerMark();
      return `${history.count} ${connectionMark} ${pointer}`;
    },
    settle: (settleOptions) => settle(connection, history, fence, settleOptions),
    nextChange: (timeoutMs, signal) => nextChange(connection, history, timeoutMs, signal),
    windows: () => listWindows(connection),
    activate: (id) => activateWindow(connection, id),
    async releaseAll() {
      remote.forget();
      for (const code of await keys.down()) keys.release(code);
      await input.releaseButtons();
    },
    closed: connection.closed,
    async close() {
      history.close();
      camera.close();
      await connection.close();
    },
  };
}
