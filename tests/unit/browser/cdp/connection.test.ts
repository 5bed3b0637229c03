import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { Log } from '../../../../src/base/log.ts';
import { CdpConnection } from '../../../../src/browser/cdp/connection.ts';
import { MessageSplitter } from '../../../../src/browser/cdp/framing.ts';

interface Sent {
  readonly id: number;
  readonly method: string;
  readonly sessionId?: string;
}

/** The far end of the pipe, as Chromium would hold it. */
function pipe(log: Log = silentLog) {
  const write = new PassThrough();
  const read = new PassThrough();
  const splitter = new MessageSplitter();
  const sent: Sent[] = [];
  write.on('data', (chunk: Buffer) => {
    for (const text of splitter.push(chunk)) sent.push(JSON.parse(text) as Sent);
  });
  const say = (message: object): void => void read.write(`${JSON.stringify(message)}\0`);
  return { connection: new CdpConnection(write, read, log), sent, say, read };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof DeskhandError ? error.code : String(error);
}

test('replies reach their calls in whatever order they come', async () => {
  const { connection, sent, say } = pipe();
  const first = connection.browser.send('Target.createTarget', { url: 'a' });
  const second = connection.session('S').send('Target.createTarget', { url: 'b' });
  await tick();
  expect(sent.map(({ sessionId }) => sessionId)).toEqual([undefined, 'S']);
  say({ id: sent[1]?.id, sessionId: 'S', result: { targetId: 'B' } });
  say({ id: sent[0]?.id, result: { targetId: 'A' } });
  expect(await Promise.all([first, second])).toEqual([{ targetId: 'A' }, { targetId: 'B' }]);
});

test('a listener that fails is logged, and the other listeners hear that event and the next', async () => {
  const errors: unknown[] = [];
  const { connection, say } = pipe({ ...silentLog, error: (_, fields) => errors.push(fields) });
  const heard: string[] = [];
  connection.route('routed', () => {
    throw new Error('broken route');
  });
  connection.browser.on('Page.frameStoppedLoading', () => {
    throw new Error('broken listener');
  });
  connection.browser.on('Page.frameStoppedLoading', ({ frameId }) => heard.push(frameId));
  say({ method: 'Page.frameStoppedLoading', params: {}, sessionId: 'routed' });
  say({ method: 'Page.frameStoppedLoading', params: { frameId: 'F' } });
  say({ method: 'Page.frameStoppedLoading', params: { frameId: 'G' } });
  await tick();
  expect(heard).toEqual(['F', 'G']);
  expect(errors).toEqual(
    ['route', 'listener', 'listener'].map((what) => ({
      event: 'Page.frameStoppedLoading',
      error: `Error: broken ${what}`,
    })),
  );
});

test('events go to their own session only, until it is closed', async () => {
  const { connection, say } = pipe();
  const heard: string[] = [];
  const one = connection.session('one');
  one.on('Page.frameStoppedLoading', ({ frameId }) => heard.push(`one ${frameId}`));
  connection.browser.on('Page.frameStoppedLoading', ({ frameId }) => heard.push(`browser ${frameId}`));
  say({ method: 'Page.frameStoppedLoading', params: { frameId: 'F' }, sessionId: 'one' });
  say({ method: 'Page.frameStoppedLoading', params: { frameId: 'G' }, sessionId: 'other' });
  await tick();
  one.close();
  say({ method: 'Page.frameStoppedLoading', params: { frameId: 'H' }, sessionId: 'one' });
  await tick();
  expect(heard).toEqual(['one F']);
});

test("an error of the protocol carries Chromium's words and its code", async () => {
  const { connection, sent, say } = pipe();
  const call = connection.browser.send('Target.closeTarget', { targetId: 'x' });
  await tick();
  say({ id: sent[0]?.id, error: { code: -32602, message: 'No target with given id found' } });
  await expect(call).rejects.toMatchObject({
    code: -32602,
    message: 'Target.closeTarget: No target with given id found',
  });
});

test('a foreign command gets the reply as it came, errors included', async () => {
  const { connection, sent, say } = pipe();
  const reply = connection.forward({ method: 'Foo.bar', params: { a: 1 }, sessionId: 'theirs' });
  await tick();
  expect(sent[0]).toMatchObject({ method: 'Foo.bar', params: { a: 1 }, sessionId: 'theirs' });
  say({ id: sent[0]?.id, error: { code: -1, message: 'no' } });
  expect(await reply).toMatchObject({ error: { code: -1, message: 'no' } });
});

test('the end of the pipe fails what is pending and all that comes after', async () => {
  const { connection, read } = pipe();
  const pending = codeOf(connection.browser.send('Browser.getVersion', {}));
  read.end();
  expect(await pending).toBe('not_ready');
  await connection.closed;
  expect(connection.isOpen).toBe(false);
  expect(await codeOf(connection.browser.send('Browser.getVersion', {}))).toBe('not_ready');
});

test('a call gives up at its time limit, on abort, and when its target goes', async () => {
  const { connection } = pipe();
  const session = connection.session('S');
  expect(await codeOf(session.send('Page.enable', {}, { timeoutMs: 1 }))).toBe('timeout');
  const stopping = new AbortController();
  const aborted = codeOf(session.send('Page.enable', {}, { signal: stopping.signal }));
  stopping.abort();
  expect(await aborted).toBe('cancelled');
  const orphan = codeOf(session.send('Page.enable', {}));
  session.close();
  expect(await orphan).toBe('not_ready');
});

test('a message that is not JSON is passed over', async () => {
  const { connection, sent, say, read } = pipe();
  const call = connection.browser.send('Browser.getVersion', {});
  await tick();
  read.write('nonsense\0');
  say({ id: sent[0]?.id, result: { product: 'Chrome/1', protocolVersion: '1.3' } });
  expect(await call).toEqual({ product: 'Chrome/1', protocolVersion: '1.3' });
});
