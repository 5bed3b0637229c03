import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { CdpConnection } from '../../../../src/browser/cdp/connection.ts';
import { createDevTools } from '../../../../src/browser/cdp/devtools.ts';
import { MessageSplitter } from '../../../../src/browser/cdp/framing.ts';

interface Command {
  readonly id: number;
  readonly method: string;
  readonly sessionId?: string;
  readonly params: Record<string, unknown>;
}

interface Said {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A Chromium that keeps sessions as the real one does, and a record of what reached it. */
function chromium(options: { tabs?: number } = {}) {
  const [write, read] = [new PassThrough(), new PassThrough()];
  const splitter = new MessageSplitter();
  const got: Command[] = [];
  let opened = 0;
  const say = (message: object): void => void read.write(`${JSON.stringify(message)}\0`);
  const answer = ({ id, method, sessionId, params }: Command): void => {
    const from = sessionId === undefined ? {} : { sessionId };
    if (method === 'Target.attachToBrowserTarget')
      return say({ id, ...from, result: { sessionId: `base${++opened}` } });
    if (method === 'Target.attachToTarget') {
      if (params['targetId'] !== 'T')
        return say({ id, ...from, error: { code: -32_602, message: 'No target with given id found' } });
      const child = `child${++opened}`;
      say({ method: 'Target.attachedToTarget', params: { sessionId: child }, ...from });
      return say({ id, ...from, result: { sessionId: child } });
    }
    say({ id, ...from, result: { echoed: method } });
  };
  write.on('data', (chunk: Buffer) => {
    for (const text of splitter.push(chunk)) {
      const command = JSON.parse(text) as Command;
      got.push(command);
      answer(command);
    }
  });
  const connection = new CdpConnection(write, read, silentLog);
  return { connection, devtools: createDevTools(connection, () => options.tabs ?? 2), got, say, read };
}

async function guestOf(house: ReturnType<typeof chromium>, targetId?: string, mayAct = () => true) {
  const said: Said[] = [];
  const guest = await house.devtools.connect({
    send: (text) => said.push(JSON.parse(text) as Said),
    mayAct,
    targetId,
  });
  const ask = async (message: object): Promise<Said | undefined> => {
    guest.receive(JSON.stringify(message));
    for (let i = 0; i < 10; i++) await setImmediate();
    return said.findLast(({ id }) => id === (message as { id: number }).id);
  };
  return { guest, said, ask };
}

test('a guest keeps its own ids and hears the browser without a session id', async () => {
  const house = chromium();
  const { ask, said } = await guestOf(house);
  expect(await ask({ id: 7, method: 'Browser.getVersion' })).toEqual({
    id: 7,
    result: { echoed: 'Browser.getVersion' },
  });
  expect(house.got.at(-1)?.sessionId).toBe('base1');
  house.say({ method: 'Target.targetCreated', params: { a: 1 }, sessionId: 'base1' });
  await setImmediate();
  expect(said.at(-1)).toEqual({ method: 'Target.targetCreated', params: { a: 1 } });
});

test('its child sessions are its own: it may use them, and hears them under their ids', async () => {
  const house = chromium();
  const { ask, said } = await guestOf(house);
  await ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T', flatten: true } });
  expect(await ask({ id: 2, method: 'Page.enable', sessionId: 'child2' })).toEqual({
    id: 2,
    sessionId: 'child2',
    result: { echoed: 'Page.enable' },
  });
  house.say({ method: 'Page.loadEventFired', params: {}, sessionId: 'child2' });
  await setImmediate();
  expect(said.at(-1)).toMatchObject({ method: 'Page.loadEventFired', sessionId: 'child2' });
});

test('other sessions it can neither use nor hear', async () => {
  const house = chromium();
  house.connection.session('runners-own');
  const one = await guestOf(house);
  const two = await guestOf(house);
  await one.ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T' } });
  const before = house.got.length;
  for (const sessionId of ['runners-own', 'child3', 'base1']) {
    expect(await two.ask({ id: 5, method: 'Page.navigate', sessionId })).toMatchObject({
      error: { code: -32_001 },
    });
  }
  expect(house.got.length).toBe(before);
  house.say({ method: 'Page.loadEventFired', params: {}, sessionId: 'runners-own' });
  house.say({ method: 'Page.loadEventFired', params: {}, sessionId: 'child3' });
  await setImmediate();
  expect(two.said.filter(({ method }) => method !== undefined)).toEqual([]);
});

test('a session that Chromium has detached is forgotten', async () => {
  const house = chromium();
  const { ask } = await guestOf(house);
  await ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T' } });
  house.say({ method: 'Target.detachedFromTarget', params: { sessionId: 'child2' }, sessionId: 'base1' });
  await setImmediate();
  expect(await ask({ id: 2, method: 'Page.enable', sessionId: 'child2' })).toMatchObject({
    error: { code: -32_001 },
  });
});

test('on leaving, its browser session is detached and nothing more is said to it', async () => {
  const house = chromium();
  const { guest, said } = await guestOf(house);
  await guest.close();
  expect(house.got.at(-1)).toMatchObject({
    method: 'Target.detachFromTarget',
    params: { sessionId: 'base1' },
  });
  expect(house.got.at(-1)?.sessionId).toBeUndefined();
  house.say({ method: 'Target.targetCreated', params: {}, sessionId: 'base1' });
  guest.receive(JSON.stringify({ id: 9, method: 'Browser.getVersion' }));
  await setImmediate();
  expect(said).toEqual([]);
});

test('Browser.close ends the guest and not the browser', async () => {
  const house = chromium();
  const { guest, ask } = await guestOf(house);
  expect(await ask({ id: 1, method: 'Browser.close' })).toEqual({ id: 1, result: {} });
  await guest.ended;
  expect(house.got.map(({ method }) => method)).not.toContain('Browser.close');
});

test('before the last tab is closed another one is opened', async () => {
  const house = chromium({ tabs: 1 });
  const { ask } = await guestOf(house);
  await ask({ id: 1, method: 'Target.closeTarget', params: { targetId: 'T' } });
  expect(house.got.slice(-2).map(({ method }) => method)).toEqual([
    'Target.createTarget',
    'Target.closeTarget',
  ]);
});

test('a guest of one page speaks with that page; one of no page is refused and leaves nothing', async () => {
  const house = chromium();
  const { ask } = await guestOf(house, 'T');
  await ask({ id: 1, method: 'Page.enable' });
  expect(house.got.at(-1)).toMatchObject({ method: 'Page.enable', sessionId: 'child2' });
  await expect(guestOf(house, 'none')).rejects.toMatchObject({ code: 'not_found' });
  expect(house.got.at(-1)).toMatchObject({
    method: 'Target.detachFromTarget',
    params: { sessionId: 'base3' },
  });
});

test.each([
  ['not json', -32_700],
  ['{"method":"Page.enable"}', -32_600],
  ['[]', -32_600],
])('%s is answered with an error and reaches nobody', async (text, code) => {
  const house = chromium();
  const { guest, said } = await guestOf(house);
  guest.receive(text);
  expect(said).toMatchObject([{ error: { code } }]);
  expect(house.got).toHaveLength(1);
});

test('a guest hears of the end of the browser', async () => {
  const house = chromium();
  const { guest, ask } = await guestOf(house);
  house.read.end();
  await guest.ended;
  expect(await ask({ id: 1, method: 'Browser.getVersion' })).toMatchObject({ error: { code: -32_000 } });
});
