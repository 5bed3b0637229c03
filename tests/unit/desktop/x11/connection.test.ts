import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { connect } from '../../../../src/desktop/x11/connection.ts';
import { unlessGone, xErrorName } from '../../../../src/desktop/x11/request-error.ts';
import { fakeDisplay } from '../support/fake-display.ts';

const NO_WINDOW = 0x7777;

test('the screen is known after connecting', async () => {
  const { connection } = await fakeDisplay().client();
  expect(connection).toMatchObject({ width: 640, height: 480, depth: 24 });
  await connection.sync();
});

test('a display that does not exist is reported by its name', async () => {
  await expect(connect({ display: ':9876' }, silentLog)).rejects.toMatchObject({
    code: 'not_ready',
    message: expect.stringContaining(':9876'),
  });
});

test('an X error rejects the call that caused it, by name, and the connection goes on', async () => {
  const { connection } = await fakeDisplay().client();
  const { X } = connection;
  const wrong = connection.call<unknown>((done) => X.GetGeometry(NO_WINDOW, done));
  const right = connection.call<unknown>((done) => X.GetGeometry(connection.root, done));
  await expect(wrong).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/BadDrawable/),
  });
  await expect(right).resolves.toMatchObject({ width: 640 });
  expect(xErrorName(await wrong.catch((error: unknown) => error))).toBe('BadDrawable');
});

test('asking about a window that has gone gives undefined', async () => {
  const { connection } = await fakeDisplay().client();
  const ask = connection.call<unknown>((done) => connection.X.QueryTree(NO_WINDOW, done));
  await expect(unlessGone(ask)).resolves.toBeUndefined();
});

test('an extension that the server lacks is named', async () => {
  const { connection } = await fakeDisplay().client();
  await expect(connection.extension('xtest')).rejects.toMatchObject({
    code: 'not_ready',
    message: expect.stringContaining('xtest'),
  });
});

test('when the server goes, waiting and later calls reject and closed resolves', async () => {
  const { connection, cut } = await fakeDisplay().client();
  const waiting = connection.call<never>(() => {}); // a reply that never comes
  cut();
  await expect(waiting).rejects.toMatchObject({ code: 'not_ready' });
  await connection.closed;
  await expect(connection.sync()).rejects.toMatchObject({ code: 'not_ready' });
  await expect(connection.orEnd(Promise.withResolvers<void>().promise)).rejects.toMatchObject({
    code: 'not_ready',
  });
  await connection.close();
});

test('a peer that hangs up during the handshake is not waited for', async () => {
  const server = createServer((socket) => socket.destroy());
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const attempt = connect({ display: `127.0.0.1:${port - 6000}` }, silentLog);
  await expect(attempt).rejects.toMatchObject({ code: 'not_ready' });
  server.close();
});
