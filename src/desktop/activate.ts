import { DeskhandError } from '../base/errors.ts';
import { within } from './abort.ts';
import type { WindowInfo } from './desktop.ts';
import { activeWindow, listWindows } from './windows.ts';
import type { Connection } from './x11/connection.ts';
import { getNumbers } from './x11/properties.ts';

// SubstructureNotify | SubstructureRedirect: where EWMH wants requests to the window manager.
const TO_WINDOW_MANAGER = 0x0018_0000;
const FROM_PAGER = 2;
// matchbox takes 6–25 ms.
const ACTIVATE_MS = 1000;
const POINTER_ROOT = 1;

/** Raises and focuses a window and waits until it is active. Throws `not_found` for an unknown id, `action_failed` when another window keeps the focus. */
export async function activateWindow(connection: Connection, id: number): Promise<void> {
  const windows = await listWindows(connection);
  const window = windows.find((w) => w.id === id);
  if (window === undefined) throw unknownWindow(id, windows);
  if (window.active) return;
  const [manager] = await getNumbers(connection, connection.root, '_NET_SUPPORTING_WM_CHECK');
  if (manager === undefined) {
    connection.X.RaiseWindow(id);
    connection.X.SetInputFocus(id, POINTER_ROOT);
    await connection.sync();
  } else if (!(await askWindowManager(connection, id))) {
    const top = (await listWindows(connection))[0];
    throw new DeskhandError('action_failed', `The window ${id} "${window.title}" did not become active.`, {
      hint: `Close the window above it first: ${top === undefined ? 'none is listed' : name(top)}.`,
    });
  }
}

/** Sends the request (EWMH, _NET_ACTIVE_WINDOW) and waits for the window manager's word that it is done. */
async function askWindowManager(connection: Connection, id: number): Promise<boolean> {
  const property = await connection.atom('_NET_ACTIVE_WINDOW');
  const { promise, resolve } = Promise.withResolvers<true>();
  const stop = connection.onEvent((event) => {
    if (event.name !== 'PropertyNotify' || event['atom'] !== property) return;
    activeWindow(connection).then(
      (active) => active === id && resolve(true),
      () => {}, // the race below reports the end of the connection
    );
  });
  try {
    connection.X.SendEvent(connection.root, 0, TO_WINDOW_MANAGER, {
      name: 'ClientMessage',
      format: 32,
      wid: id,
      message_type: property,
      data: [FROM_PAGER, 0, 0, 0, 0],
    });
    await connection.sync();
    return (await within(ACTIVATE_MS, connection.orEnd(promise))) ?? false;
  } finally {
    stop();
  }
}

function unknownWindow(id: number, windows: readonly WindowInfo[]): DeskhandError {
  const names = windows.map(name).join(', ');
  return new DeskhandError('not_found', `There is no window ${id}.`, {
    hint: names === '' ? 'No window is open.' : `Open windows: ${names}.`,
  });
}

function name({ id, title }: WindowInfo): string {
  return `${id} "${title}"`;
}
