import { expect, test } from 'vitest';
import { activateWindow } from '../../../src/desktop/activate.ts';
import { listWindows } from '../../../src/desktop/windows.ts';
import type { Connection } from '../../../src/desktop/x11/connection.ts';
import { fakeDisplay } from './support/fake-display.ts';

const REPLACE = 0;
const ATOM = 4;
const STRING = 31;

interface Spec {
  readonly title?: string;
  readonly app?: string;
  readonly type?: string;
  readonly managed?: boolean;
  readonly overrideRedirect?: boolean;
  readonly mapped?: boolean;
}

async function addWindow(connection: Connection, spec: Spec): Promise<number> {
  const X = connection.X as Connection['X'] & { MapWindow(id: number): void };
  const id = X.AllocID();
  const overrideRedirect = spec.overrideRedirect === true ? 1 : 0;
  X.CreateWindow(id, connection.root, 10, 20, 300, 200, 0, 0, 1, 0, { overrideRedirect });
  const set = async (property: string, type: number, format: number, data: Buffer) => {
    X.ChangeProperty(REPLACE, id, await connection.atom(property), type, format, data);
  };
  const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  if (spec.title !== undefined) {
    await set('_NET_WM_NAME', await connection.atom('UTF8_STRING'), 8, Buffer.from(spec.title));
  }
  if (spec.app !== undefined) await set('WM_CLASS', STRING, 8, Buffer.from(`x\0${spec.app}\0`));
  if (spec.type !== undefined) {
    await set(
      '_NET_WM_WINDOW_TYPE',
      ATOM,
      32,
      word(await connection.atom(`_NET_WM_WINDOW_TYPE_${spec.type}`)),
    );
  }
  if (spec.managed !== false) await set('WM_STATE', await connection.atom('WM_STATE'), 32, word(1));
  if (spec.mapped !== false) X.MapWindow(id);
  await connection.sync();
  return id;
}

test('no windows on an empty display', async () => {
  const { connection } = await fakeDisplay().client();
  expect(await listWindows(connection)).toEqual([]);
});

test('windows come topmost first, with title, program and box', async () => {
  const { connection } = await fakeDisplay().client();
  const below = await addWindow(connection, { title: 'Über uns', app: 'Chromium' });
  const above = await addWindow(connection, { title: 'Editor', app: 'Mousepad' });
  expect(await listWindows(connection)).toEqual([
    {
      id: above,
      title: 'Editor',
      app: 'Mousepad',
      box: { x: 10, y: 20, width: 300, height: 200 },
      active: false,
    },
    {
      id: below,
      title: 'Über uns',
      app: 'Chromium',
      box: { x: 10, y: 20, width: 300, height: 200 },
      active: false,
    },
  ]);
});

test.each<[string, Spec, boolean]>([
  ['a managed window', { title: 'a' }, true],
  ['an unmapped window', { title: 'a', mapped: false }, false],
  ['a dock', { title: 'a', type: 'DOCK' }, false],
  ['a desktop background', { title: 'a', type: 'DESKTOP' }, false],
  ['an open menu', { type: 'POPUP_MENU', managed: false, overrideRedirect: true }, true],
  ['a combo box list', { type: 'COMBO', managed: false, overrideRedirect: true }, true],
  ['a tooltip', { type: 'TOOLTIP', managed: false, overrideRedirect: true }, false],
  ['a helper window', { managed: false, overrideRedirect: true }, false],
  ['a program without a window manager', { app: 'XTerm', managed: false }, true],
  ['a nameless window without a window manager', { managed: false }, false],
])('%s is listed: %o %s', async (_, spec, isListed) => {
  const { connection } = await fakeDisplay().client();
  const id = await addWindow(connection, spec);
  expect((await listWindows(connection)).map((w) => w.id)).toEqual(isListed ? [id] : []);
});

test('without a window manager activating raises and focuses', async () => {
  const { connection } = await fakeDisplay().client();
  const below = await addWindow(connection, { title: 'below' });
  await addWindow(connection, { title: 'above' });
  await activateWindow(connection, below);
  expect((await listWindows(connection))[0]).toMatchObject({ id: below, active: true });
});

test('activating a window that is not there names those that are', async () => {
  const { connection } = await fakeDisplay().client();
  await addWindow(connection, { title: 'Editor' });
  await expect(activateWindow(connection, 42)).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('Editor'),
  });
});
