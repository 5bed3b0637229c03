import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { pageActivity } from '../../../src/browser/activity.ts';
import { CdpConnection } from '../../../src/browser/cdp/connection.ts';
import { MessageSplitter } from '../../../src/browser/cdp/framing.ts';
import { LONG_POLL_MS } from '../../../src/browser/requests.ts';
import { DIALOG_DRAWN_MS } from '../../../src/browser/tab.ts';
import { Tabs } from '../../../src/browser/tabs.ts';

interface Sent {
  readonly id: number;
  readonly sessionId?: string;
  readonly method: string;
  readonly params: { readonly frameId?: string; readonly expression?: string };
}

const FACTS = {
  readyState: 'complete',
  visible: true,
  focused: true,
  innerWidth: 1280,
  innerHeight: 713,
  outerWidth: 1280,
  outerHeight: 800,
  screenX: 0,
  screenY: 0,
  screenWidth: 1280,
  devicePixelRatio: 1,
  pinchScale: 1,
  pinchX: 0,
  pinchY: 0,
};

/** What a Chromium with one page answers. */
function answer({ method, params }: Sent, animationsLeft: number): object {
  if (method === 'Page.getFrameTree')
    return { frameTree: { frame: { id: 'T1', loaderId: 'L', url: 'http://a.test/' } } };
  if (method === 'Page.createIsolatedWorld') return { executionContextId: 1 };
  if (params.expression?.includes('getAnimations') === true)
    return { result: { type: 'number', value: animationsLeft } };
  if (method === 'Runtime.evaluate') return { result: { type: 'object', value: FACTS } };
  return {};
}

async function browserWithOneTab({ animationsLeft = 0 } = {}) {
  const write = new PassThrough();
  const read = new PassThrough();
  const say = (message: object): void => void read.write(`${JSON.stringify(message)}\0`);
  const splitter = new MessageSplitter();
  write.on('data', (chunk: Buffer) => {
    for (const text of splitter.push(chunk)) {
      const sent = JSON.parse(text) as Sent;
      say({ id: sent.id, result: answer(sent, animationsLeft) });
    }
  });
  const tabs = new Tabs(new CdpConnection(write, read, silentLog), silentLog, () => performance.now());
  const started = tabs.start(5000);
  const attach = (targetId: string): void => {
    const targetInfo = { targetId, type: 'page', title: '', url: 'http://a.test/' };
    say({
      method: 'Target.attachedToTarget',
      params: { sessionId: `S-${targetId}`, targetInfo, waitingForDebugger: false },
    });
  };
  attach('T1');
  await started;
  const event = async (method: string, params: object, sessionId = 'S-T1'): Promise<void> => {
    say({ method, params, sessionId });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { tabs, event, activity: pageActivity(tabs, () => performance.now(), { width: 1280, height: 800 }) };
}

const request = (requestId: string) => ({
  requestId,
  loaderId: 'L',
  frameId: 'T1',
  type: 'Fetch',
  request: { url: `http://a.test/${requestId}` },
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a load keeps the page busy from its start to its end, whenever it began', async () => {
  const { activity, event } = await browserWithOneTab();
  await event('Page.frameStartedLoading', { frameId: 'T1' });
  expect(activity.busy(performance.now() + 1000)).toBe(true);
  await event('Page.frameStoppedLoading', { frameId: 'T1' });
  expect(activity.busy(0)).toBe(false);
});

test('frames inside the page do not load the page', async () => {
  const { activity, event } = await browserWithOneTab();
  await event('Page.frameStartedLoading', { frameId: 'inner' });
  expect(activity.busy(0)).toBe(false);
});

test('each request and its end is told, and a dialog ends the waiting once it is drawn', async () => {
  const { activity, event } = await browserWithOneTab();
  const told: boolean[] = [];
  const stop = activity.onChange(() => told.push(activity.busy(0)));
  await event('Network.requestWillBeSent', request('r'));
  await event('Network.loadingFinished', { requestId: 'r' });
  await event('Network.requestWillBeSent', request('s'));
  await event('Page.javascriptDialogOpening', { url: '', message: 'Sure?', type: 'confirm' });
  vi.advanceTimersByTime(DIALOG_DRAWN_MS + 1);
  stop();
  await event('Page.javascriptDialogClosed', { result: true });
  expect(told).toEqual([true, false, true, true, false]);
});

test('a request that outlives the limit is told to have ended without any event', async () => {
  const { activity, event } = await browserWithOneTab();
  const told: boolean[] = [];
  activity.onChange(() => told.push(activity.busy(0)));
  await event('Network.requestWillBeSent', request('poll'));
  vi.advanceTimersByTime(LONG_POLL_MS + 1);
  expect(told).toEqual([true, false]);
});

test('a crash ends the waiting', async () => {
  const { activity, event } = await browserWithOneTab();
  await event('Page.frameStartedLoading', { frameId: 'T1' });
  await event('Inspector.targetCrashed', {});
  expect(activity.busy(0)).toBe(false);
});

describe('what the page tells of the user’s input', () => {
  const tell = (payload: string) => ({ name: '__deskhandPulse', payload, executionContextId: 7 });

  test('the handlers keep it busy from their beginning to their end, also for later actions', async () => {
    const { activity, event } = await browserWithOneTab();
    await event('Runtime.bindingCalled', tell('begin'));
    expect(activity.busy(performance.now() + 1000)).toBe(true);
    await event('Runtime.bindingCalled', tell('end'));
    expect(activity.busy(0)).toBe(false);
  });

  test('a timer keeps it busy until it has fired, or a little longer than its time, which is told', async () => {
    const { activity, event } = await browserWithOneTab();
    await event('Runtime.bindingCalled', tell('+1 400'));
    await event('Runtime.bindingCalled', tell('+2 400'));
    await event('Runtime.bindingCalled', tell('-1'));
    const told: boolean[] = [];
    activity.onChange(() => told.push(activity.busy(0)));
    vi.advanceTimersByTime(400);
    expect(activity.busy(0)).toBe(true);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([false]);
  });

  test('another document ends it', async () => {
    const { activity, event } = await browserWithOneTab();
    await event('Runtime.bindingCalled', tell('+1 400'));
    await event('Page.frameNavigated', { frame: { id: 'T1', loaderId: 'M', url: 'http://a.test/b' } });
    expect(activity.busy(0)).toBe(false);
  });

  test.each(['', 'begin!', '+1', '+x 5', '-', '+1 400 5'])('"%s" means nothing', async (payload) => {
    const { activity, event } = await browserWithOneTab();
    await event('Runtime.bindingCalled', tell(payload));
    expect(activity.busy(0)).toBe(false);
  });
});

test('the bars above the page show its activity while its window is in front', async () => {
  const { tabs, activity } = await browserWithOneTab();
  await tabs.current();
  expect(activity.asides()).toEqual([{ x: 0, y: 0, width: 1280, height: 87 }]);
});

test('a page in front tells all, but a document that has come since or another window does not', async () => {
  const { tabs, activity, event } = await browserWithOneTab();
  vi.advanceTimersByTime(10);
  const since = performance.now();
  await tabs.current();
  expect(activity.tellsAll(since)).toBe(true);
  vi.advanceTimersByTime(10);
  await event('Page.frameNavigated', { frame: { id: 'T1', loaderId: 'M', url: 'http://a.test/b' } });
  await tabs.current();
  expect(activity.tellsAll(since)).toBe(false);
  vi.advanceTimersByTime(10);
  expect(activity.tellsAll(performance.now())).toBe(true);
  const tab = tabs.activeOrNone;
  if (tab?.lastFacts !== undefined) tab.lastFacts = { ...tab.lastFacts, focused: false };
  expect(activity.tellsAll(performance.now())).toBe(false);
});

test('a probe asks the page for its animations, and holds for as long as they last', async () => {
  const { activity } = await browserWithOneTab({ animationsLeft: 250 });
  await activity.probe(0);
  expect(activity.busy(0)).toBe(true);
  vi.advanceTimersByTime(280);
  expect(activity.busy(0)).toBe(false);
});
