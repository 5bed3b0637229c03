import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/base/log.ts';
import { CdpConnection } from '../../../../src/browser/cdp/connection.ts';
import { createDevTools } from '../../../../src/browser/cdp/devtools.ts';
import { LastTab } from '../../../../src/browser/last-tab.ts';
import { MessageSplitter } from '../../../../src/browser/cdp/framing.ts';
import type { GuestFolders } from '../../../../src/browser/cdp/guest-files.ts';

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
function chromium(options: { own?: string[]; cookies?: boolean; folders?: GuestFolders } = {}) {
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
      if (params['targetId'] !== 'T' && params['targetId'] !== 'own')
        return say({ id, ...from, error: { code: -32_602, message: 'No target with given id found' } });
      const child = `child${++opened}`;
      const targetInfo = { browserContextId: params['targetId'] === 'own' ? 'C1' : 'default' };
      say({ method: 'Target.attachedToTarget', params: { sessionId: child, targetInfo }, ...from });
      return say({ id, ...from, result: { sessionId: child } });
    }
    if (method === 'Target.createBrowserContext')
      return say({ id, ...from, result: { browserContextId: 'C1' } });
    if (method === 'Network.loadNetworkResource')
      return say({ id, ...from, result: { resource: { headers: { 'Set-Cookie': 'a=b', etag: '1' } } } });
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
  const devtools = createDevTools({
    connection,
    lastTab: new LastTab({
      own: (options.own ?? ['T', 'U']).map((id) => ({ id })),
      open: (url) => connection.browser.send('Target.createTarget', { url }),
    }),
    allowCookies: options.cookies ?? false,
    folders: options.folders ?? ['/nonexistent'],
  });
  return { connection, devtools, got, say, read };
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
    const answer = () => said.findLast(({ id }) => id === (message as { id: number }).id);
    await vi.waitUntil(() => answer() !== undefined, { interval: 1 });
    return answer();
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
  const house = chromium({ own: ['T'] });
  const { ask } = await guestOf(house);
  await ask({ id: 1, method: 'Target.closeTarget', params: { targetId: 'T' } });
  expect(house.got.slice(-2).map(({ method }) => method)).toEqual([
    'Target.createTarget',
    'Target.closeTarget',
  ]);
});

test('tabs that are closed all at once leave one, and one alone', async () => {
  const house = chromium({ own: ['T', 'U', 'V'] });
  const { ask } = await guestOf(house);
  const before = house.got.length;
  await Promise.all(
    ['T', 'U', 'V'].map((targetId, id) => ask({ id, method: 'Target.closeTarget', params: { targetId } })),
  );
  const sent = house.got.slice(before).map(({ method, params }) => [method, params['targetId']]);
  expect(sent.filter(([method]) => method === 'Target.createTarget')).toHaveLength(1);
  expect(sent.indexOf(sent.find(([method]) => method === 'Target.createTarget') ?? [])).toBeLessThan(
    sent.findIndex(([, target]) => target === 'V'),
  );
});

test('a page that closes itself through its session is the last tab, and one of a guest’s context never is', async () => {
  const house = chromium({ own: ['T'] });
  const { ask } = await guestOf(house);
  await ask({ id: 1, method: 'Target.createBrowserContext' });
  await ask({ id: 2, method: 'Target.attachToTarget', params: { targetId: 'own' } });
  await ask({ id: 3, method: 'Page.close', sessionId: 'child2' });
  await ask({ id: 4, method: 'Target.attachToTarget', params: { targetId: 'T' } });
  expect(house.got.map(({ method }) => method)).not.toContain('Target.createTarget');
  await ask({ id: 5, method: 'Page.close', sessionId: 'child3' });
  expect(house.got.slice(-2).map(({ method }) => method)).toEqual(['Target.createTarget', 'Page.close']);
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

describe('cookies', () => {
  const refused = { error: { message: expect.stringContaining('DESKHAND_ALLOW_COOKIES') as string } };

  test('of the desktop’s own context are not given out, whatever name it goes under', async () => {
    const { ask } = await guestOf(chromium());
    await ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T', flatten: true } });
    const commands = [
      { method: 'Storage.getCookies' },
      // What a page's target says of its context.
      { method: 'Storage.setCookies', params: { browserContextId: 'default', cookies: [] } },
      { method: 'Network.getAllCookies', sessionId: 'child2' },
      { method: 'Network.setCookie', params: { name: 'a', value: 'b' }, sessionId: 'child2' },
    ];
    for (const [i, command] of commands.entries())
      expect(await ask({ id: 10 + i, ...command }), command.method).toMatchObject(refused);
  });

  test('of a context that the guest has made are its own, and only its own', async () => {
    const house = chromium();
    const { ask } = await guestOf(house);
    const other = await guestOf(house);
    await ask({ id: 1, method: 'Target.createBrowserContext' });
    const read = { method: 'Storage.getCookies', params: { browserContextId: 'C1' } };
    expect(await ask({ id: 2, ...read })).toMatchObject({ result: {} });
    expect(await other.ask({ id: 2, ...read })).toMatchObject(refused);
    await ask({ id: 3, method: 'Target.attachToTarget', params: { targetId: 'own', flatten: true } });
    expect(await ask({ id: 4, method: 'Network.getCookies', sessionId: 'child3' })).toMatchObject({
      result: {},
    });
  });

  test('are not in what is told of requests either, and the rest is', async () => {
    const house = chromium();
    const { ask, said } = await guestOf(house);
    await ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T', flatten: true } });
    const tell = async (method: string, params: object) => {
      house.say({ method, params, sessionId: 'child2' });
      await setImmediate();
      return said.at(-1) as { params?: unknown };
    };
    const request = {
      requestId: 'r',
      associatedCookies: [{ cookie: {} }],
      headers: { Cookie: 'a=b', Accept: '*/*' },
    };
    expect((await tell('Network.requestWillBeSentExtraInfo', request)).params).toEqual({
      requestId: 'r',
      associatedCookies: [],
      headers: { Accept: '*/*' },
    });
    const response = {
      blockedCookies: [{}],
      headersText: 'Set-Cookie: a=b',
      headers: { 'set-cookie': 'a=b', etag: '1' },
    };
    expect((await tell('Network.responseReceivedExtraInfo', response)).params).toEqual({
      blockedCookies: [],
      headers: { etag: '1' },
    });
    const paused = {
      responseHeaders: [
        { name: 'Set-Cookie', value: 'a=b' },
        { name: 'etag', value: '1' },
      ],
    };
    expect((await tell('Fetch.requestPaused', paused)).params).toEqual({
      responseHeaders: [{ name: 'etag', value: '1' }],
    });
  });

  test('are not in the headers that a command is answered with', async () => {
    const load = { id: 4, method: 'Network.loadNetworkResource', sessionId: 'child2' };
    const headersFor = async (options: Parameters<typeof chromium>[0]) => {
      const { ask } = await guestOf(chromium(options));
      await ask({ id: 1, method: 'Target.attachToTarget', params: { targetId: 'T', flatten: true } });
      return (await ask(load))?.result;
    };
    expect(await headersFor({})).toEqual({ resource: { headers: { etag: '1' } } });
    expect(await headersFor({ cookies: true })).toEqual({
      resource: { headers: { 'Set-Cookie': 'a=b', etag: '1' } },
    });
  });

  test('are given out where they were allowed', async () => {
    const house = chromium({ cookies: true });
    const { ask, said } = await guestOf(house);
    expect(await ask({ id: 1, method: 'Storage.getCookies' })).toMatchObject({ result: {} });
    const event = { method: 'Network.requestWillBeSentExtraInfo', params: { headers: { Cookie: 'a=b' } } };
    house.say({ ...event, sessionId: 'base1' });
    await setImmediate();
    expect(said.at(-1)).toEqual(event);
  });
});

describe('files', () => {
  let folder: string;
  let folders: GuestFolders;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'deskhand-guest-')));
    folders = [join(folder, 'downloads'), join(folder, 'uploads')];
    await Promise.all(folders.map((each) => mkdir(each)));
    await Promise.all([
      writeFile(join(folder, 'uploads/a.txt'), 'a'),
      writeFile(join(folder, 'secret.txt'), 'secret'),
      symlink(join(folder, 'secret.txt'), join(folder, 'uploads/link.txt')),
      symlink(folder, join(folder, 'downloads/up')),
    ]);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const commands = {
    input: (files: unknown) => ({ method: 'DOM.setFileInputFiles', params: { files, objectId: 'o' } }),
    drop: (files: unknown) => ({
      method: 'Input.dispatchDragEvent',
      params: { type: 'drop', x: 1, y: 1, data: { items: [], files, dragOperationsMask: 1 } },
    }),
  };

  test.each(['input', 'drop'] as const)('are given to pages of the folders only: by %s', async (way) => {
    const house = chromium({ folders });
    const { ask } = await guestOf(house);
    const give = (id: number, file: unknown) =>
      ask({ id, ...commands[way](typeof file === 'string' ? [join(folder, file)] : [file]) });
    expect(await give(1, 'uploads/a.txt')).toMatchObject({ result: {} });
    const reached = house.got.length;
    for (const [i, file] of [
      'secret.txt',
      'uploads/../secret.txt',
      'uploads/link.txt',
      'uploads-of-others/a',
      7,
    ].entries())
      expect(await give(2 + i, file), String(file)).toMatchObject({
        error: { message: expect.stringMatching(/is not under .*no other file is given/) as string },
      });
    expect(house.got).toHaveLength(reached);
  });

  test('of a guest’s own context are downloaded to the folders only; those of others stay where they are', async () => {
    const house = chromium({ folders });
    const { ask } = await guestOf(house);
    await ask({ id: 1, method: 'Target.createBrowserContext' });
    const place = async (id: number, downloadPath: string, browserContextId = 'C1') => {
      const params = { behavior: 'allowAndName', downloadPath, browserContextId, eventsEnabled: true };
      await ask({ id, method: 'Browser.setDownloadBehavior', params });
      return house.got.findLast(({ method }) => method === 'Browser.setDownloadBehavior')?.params[
        'downloadPath'
      ];
    };
    // What a client names of its own machine, as Playwright does.
    expect(await place(2, '/tmp/playwright-artifacts')).toBe(folders[0]);
    expect(await place(3, join(folder, 'uploads/new/deep'))).toBe(join(folder, 'uploads/new/deep'));
    expect(await place(4, join(folder, 'downloads/up/elsewhere'))).toBe(folders[0]);
    const asked = house.got.length;
    await place(5, join(folder, 'uploads'), 'default');
    expect(house.got).toHaveLength(asked);
  });
});
