import { expect, test } from 'vitest';
import type { Connection } from '../../../src/desktop/x11/connection.ts';
import { windowManagerProbe } from '../../../src/runner/window-manager-probe.ts';
import { fakeDisplay } from '../desktop/support/fake-display.ts';

const SUBSTRUCTURE_REDIRECT = 1 << 20;

/** Two programs on one display: the one that asks, and one that manages the windows as long as `grants` says so. */
async function managed(grants: () => boolean): Promise<Connection> {
  const display = fakeDisplay();
  const [{ connection }, { connection: manager }] = [await display.client(), await display.client()];
  manager.X.ChangeWindowAttributes(manager.root, { eventMask: SUBSTRUCTURE_REDIRECT });
  manager.onEvent(({ name, wid, x }) => {
    if (name === 'ConfigureRequest' && grants()) manager.X.ConfigureWindow(Number(wid), { x: Number(x) });
  });
  await manager.sync();
  return connection;
}

test('a window manager that grants wishes answers, again and again', async () => {
  const answers = windowManagerProbe(await managed(() => true));
  for (let i = 0; i < 3; i++) await expect(answers()).resolves.toBeUndefined();
});

test('one that does not is found out, and so is one that answers the question of before', async () => {
  let grants = true;
  const answers = windowManagerProbe(await managed(() => grants), 50);
  await answers();
  grants = false;
  await expect(answers()).rejects.toThrow('does not answer');
  grants = true;
  await answers();
});

test('its window is never shown', async () => {
  const connection = await managed(() => true);
  await windowManagerProbe(connection)();
  const { children } = await connection.call<{ readonly children: readonly number[] }>((done) =>
    connection.X.QueryTree(connection.root, done),
  );
  expect(children).toHaveLength(1);
  const { mapState } = await connection.call<{ readonly mapState: number }>((done) =>
    connection.X.GetWindowAttributes(children[0] ?? 0, done),
  );
  expect(mapState).toBe(0);
});

test('at the end of the display it is refused', async () => {
  const { connection, cut } = await fakeDisplay().client();
  const answers = windowManagerProbe(connection);
  cut();
  await expect(answers()).rejects.toMatchObject({ code: 'not_ready' });
});
