import { expect, test } from 'vitest';
import { createExecutor } from '../../../../src/actions/executor.ts';
import { performDialect } from '../../../../src/actions/dialects/perform.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { Metrics } from '../../../../src/server/metrics/metrics.ts';
import { fakeBrowser } from '../../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../../fixtures/fake-desktop.ts';

/** A real executor over a fake desktop, counted. */
function setUp() {
  const desktop = fakeDesktop();
  const browser = fakeBrowser({ url: 'https://example.com/', title: 'Example', text: '', elements: [] });
  const gate = () => ({ waiting: 0, waits: 0, waitedMs: 0, refused: 0, rateLimited: 0 });
  const metrics = new Metrics({ processes: () => [], gate, version: '1.2.3' });
  const executor = metrics.watch(
    createExecutor({ desktop: () => desktop, browser: () => browser, log: silentLog }),
  );
  /** The lines of one metric. */
  const lines = async (name: string): Promise<string[]> =>
    (await metrics.text()).text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .toSorted();
  return { desktop, executor, lines, actions: () => lines('deskhand_actions_total') };
}

const count = (action: string, result: string, times = 1) =>
  `deskhand_actions_total{action="${action}",result="${result}"} ${times}`;

const move = { action: 'move', x: 1, y: 1 };
const outside = { action: 'click', x: 5000, y: 1 };
const none = { observe: 'none' } as const;

test('a batch counts once, and each action inside of it under its own name', async () => {
  const { executor, actions, lines } = setUp();
  await executor.perform({ action: 'batch', actions: [move, move, { action: 'type', text: 'x' }] }, none);
  expect(await actions()).toEqual([count('batch', 'ok'), count('move', 'ok', 2), count('type', 'ok')]);
  expect(await lines('deskhand_action_seconds_count')).toEqual([
    'deskhand_action_seconds_count{action="batch"} 1',
    'deskhand_action_seconds_count{action="move"} 2',
    'deskhand_action_seconds_count{action="type"} 1',
  ]);
});

test('what fails inside of a batch counts under its name, what comes after it not at all', async () => {
  const { executor, actions, lines } = setUp();
  const invented = { action: 'batch', actions: [{ action: 'made-up' }] };
  await expect(executor.perform({ action: 'batch', actions: [move, outside, move] }, none)).rejects.toThrow(
    'from 0 to 1279',
  );
  await expect(executor.perform(invented, none)).rejects.toThrow('made-up');
  expect(await actions()).toEqual([
    count('batch', 'bad_input', 2),
    count('click', 'bad_input'),
    count('move', 'ok'),
    count('unknown', 'bad_input'),
  ]);
  expect(await lines('deskhand_action_seconds_count')).toEqual([
    'deskhand_action_seconds_count{action="move"} 1',
  ]);
});

test('several calls at once are no batch: nobody has sent one', async () => {
  const { executor, actions, lines } = setUp();
  await executor.performAll([move, { action: 'click', x: 2, y: 2 }]);
  await expect(executor.performAll([move, outside], none)).rejects.toThrow('from 0 to 1279');
  expect(await actions()).toEqual([
    count('click', 'bad_input'),
    count('click', 'ok'),
    count('move', 'ok', 2),
  ]);
  expect(await lines('deskhand_frame_seconds_count')).toEqual(['deskhand_frame_seconds_count 1']);
});

test('a request of another dialect counts as what it becomes', async () => {
  const { executor, actions } = setUp();
  const done = await performDialect(executor, 'gemini', {
    name: 'type_text_at',
    args: { x: 500, y: 500, text: 'x', press_enter: false, clear_before_typing: false },
  });
  expect(done).toMatchObject({ ok: true });
  expect(await actions()).toEqual([count('click', 'ok'), count('type', 'ok')]);
});

test('calls whose turn does not come count as the first of them, which was refused', async () => {
  const { executor, actions } = setUp();
  executor.control.take();
  await expect(executor.performAll([move, outside])).rejects.toMatchObject({ code: 'human_in_control' });
  await expect(executor.perform(outside)).rejects.toMatchObject({ code: 'human_in_control' });
  expect(await actions()).toEqual([count('click', 'human_in_control'), count('move', 'human_in_control')]);
});

test('a look that fails is the failure of the last action, as it is of a single one', async () => {
  const { desktop, executor, actions } = setUp();
  desktop.settle = () => Promise.reject(new DeskhandError('not_ready', 'The display has gone.'));
  await expect(executor.performAll([move, { action: 'key', keys: 'a' }])).rejects.toThrow('gone');
  await expect(executor.perform({ action: 'click', x: 1, y: 1 })).rejects.toThrow('gone');
  expect(await actions()).toEqual([
    count('click', 'not_ready'),
    count('key', 'not_ready'),
    count('move', 'ok'),
  ]);
});

test('only who waits for the screen to settle says how that went', async () => {
  const { desktop, executor, lines } = setUp();
  await executor.perform(move, { observe: 'now' });
  expect(await lines('deskhand_unsettled_total')).toEqual(['deskhand_unsettled_total 0']);
  expect(await lines('deskhand_settle_seconds_count')).toEqual(['deskhand_settle_seconds_count 0']);
  expect(await lines('deskhand_frame_seconds_count')).toEqual(['deskhand_frame_seconds_count 1']);
  desktop.settle = async () => ({ settled: false, settleMs: 2000, changed: [], restSince: Infinity });
  await executor.perform(move);
  expect(await lines('deskhand_unsettled_total')).toEqual(['deskhand_unsettled_total 1']);
  expect(await lines('deskhand_settle_seconds_count')).toEqual(['deskhand_settle_seconds_count 1']);
  expect(await lines('deskhand_frame_seconds_count')).toEqual(['deskhand_frame_seconds_count 2']);
});
