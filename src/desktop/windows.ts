import type { GeometryReply, WindowAttributesReply } from 'x11';
import type { Box } from '../base/geometry.ts';
import type { WindowInfo } from './desktop.ts';
import type { Connection } from './x11/connection.ts';
import { getNumbers, getProperty, getText } from './x11/properties.ts';
import { unlessGone } from './x11/request-error.ts';

const VIEWABLE = 2;
const INPUT_ONLY = 2;

/** Types (EWMH) of windows that are part of the desktop itself and not something to act on. */
const FURNITURE = ['DESKTOP', 'DOCK', 'TOOLTIP', 'NOTIFICATION', 'DND'];
/** Types of windows that matter although the window manager does not manage them. */
const POPUPS = ['MENU', 'POPUP_MENU', 'DROPDOWN_MENU', 'COMBO', 'DIALOG', 'UTILITY'];

/** The mapped top-level windows, topmost first: what the window manager manages, and open menus and pop-ups. */
export async function listWindows(connection: Connection): Promise<WindowInfo[]> {
  const { children } = await connection.call<{ readonly children: readonly number[] }>((done) =>
    connection.X.QueryTree(connection.root, done),
  );
  const active = await activeWindow(connection);
  const infos = await Promise.all(children.toReversed().map((top) => describe(connection, top, active)));
  return infos.filter((info) => info !== undefined);
}

/** The window that is active: what the window manager says, else the one with the focus. */
export async function activeWindow(connection: Connection): Promise<number> {
  const [active] = await getNumbers(connection, connection.root, '_NET_ACTIVE_WINDOW');
  if (active !== undefined && active !== 0) return active;
  return focusedWindow(connection);
}

/** The window that has the focus; 0 and 1 are none. */
export async function focusedWindow(connection: Connection): Promise<number> {
  const { focus } = await connection.call<{ readonly focus: number }>((done) =>
    connection.X.GetInputFocus(done),
  );
  return focus;
}

async function describe(
  connection: Connection,
  top: number,
  active: number,
): Promise<WindowInfo | undefined> {
  const attributes = await attributesOf(connection, top);
  if (attributes?.mapState !== VIEWABLE || attributes.klass === INPUT_ONLY) return undefined;
  const managed = await clientWindow(connection, top);
  const id = managed ?? top;
  const types = await typesOf(connection, id);
  if (types.some((type) => FURNITURE.includes(type))) return undefined;
  // Unmanaged windows are programs' windows where no window manager runs, and else helpers, but for menus and pop-ups.
  const isWindow =
    managed !== undefined ||
    (attributes.overrideRedirect === 0 ? types.length > 0 || (await hasClass(connection, id)) : false) ||
    types.some((type) => POPUPS.includes(type));
  if (!isWindow) return undefined;
  const [box, title, app] = await Promise.all([
    boxOf(connection, id),
    titleOf(connection, id),
    appOf(connection, id),
  ]);
  return box === undefined ? undefined : { id, title, app, box, active: id === active };
}

function attributesOf(connection: Connection, window: number): Promise<WindowAttributesReply | undefined> {
  return unlessGone(
    connection.call<WindowAttributesReply>((done) => connection.X.GetWindowAttributes(window, done)),
  );
}

/** The window with WM_STATE at or below a top-level window: the program's own inside the window manager's frame (ICCCM 4.1.3.1). */
async function clientWindow(connection: Connection, window: number): Promise<number | undefined> {
  if ((await getProperty(connection, window, 'WM_STATE')) !== undefined) return window;
  const tree = await unlessGone(
    connection.call<{ readonly children: readonly number[] }>((done) => connection.X.QueryTree(window, done)),
  );
  for (const child of tree?.children ?? []) {
    const found = await clientWindow(connection, child);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function typesOf(connection: Connection, window: number): Promise<string[]> {
  const atoms = await getNumbers(connection, window, '_NET_WM_WINDOW_TYPE');
  const known = [...FURNITURE, ...POPUPS, 'NORMAL', 'TOOLBAR', 'SPLASH'];
  const ids = await Promise.all(known.map((name) => connection.atom(`_NET_WM_WINDOW_TYPE_${name}`)));
  return known.filter((_, i) => atoms.includes(ids[i] ?? -1));
}

async function hasClass(connection: Connection, window: number): Promise<boolean> {
  return (await appOf(connection, window)) !== '';
}

async function titleOf(connection: Connection, window: number): Promise<string> {
  const title = await getText(connection, window, '_NET_WM_NAME');
  return title ?? (await getText(connection, window, 'WM_NAME')) ?? '';
}

/** WM_CLASS is "instance\0class\0". */
async function appOf(connection: Connection, window: number): Promise<string> {
  const text = (await getText(connection, window, 'WM_CLASS')) ?? '';
  const [instance, name] = text.split('\0');
  return name === undefined || name === '' ? (instance ?? '') : name;
}

async function boxOf(connection: Connection, window: number): Promise<Box | undefined> {
  const { X, root } = connection;
  const [geometry, at] = await Promise.all([
    unlessGone(connection.call<GeometryReply>((done) => X.GetGeometry(window, done))),
    unlessGone(
      connection.call<{ readonly destX: number; readonly destY: number }>((done) =>
        X.TranslateCoordinates(window, root, 0, 0, done),
      ),
    ),
  ]);
  if (geometry === undefined || at === undefined) return undefined;
  return { x: at.destX, y: at.destY, width: geometry.width, height: geometry.height };
}
