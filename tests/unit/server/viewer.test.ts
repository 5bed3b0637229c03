import { expect, test } from 'vitest';
import type { Step } from '../../../src/agent/events.ts';
import { lastPlace, statusOf, veilOf } from '../../../src/server/viewer/situation.ts';
import type { Situation } from '../../../src/server/viewer/situation.ts';
import { keysymOf, pastedKeys, textChange, withoutLast } from '../../../src/server/viewer/typing.ts';
import { runHead } from './support/test-server.ts';

const live: Situation = {
  live: true,
  wasLive: true,
  reachable: true,
  health: { status: 'ok', sandbox: 'on' },
  control: { holder: 'agent', yours: false },
  run: undefined,
};

test.each<[string, Partial<Situation>, string]>([
  ['nothing runs', {}, 'Live · view only'],
  ['a run goes on', { run: runHead() }, 'The agent is working · view only'],
  ['it is paused', { run: runHead({ state: 'paused' }) }, 'Paused · view only'],
  ['it asks', { run: runHead({ state: 'waiting', question: 'Which?' }) }, 'The agent asks you'],
  [
    'it asks while it is paused',
    { run: runHead({ state: 'paused', question: 'Which?' }) },
    'The agent asks you',
  ],
  ['the person holds it', { control: { holder: 'human', yours: true } }, 'You have control'],
  [
    'the person holds it in a run',
    { control: { holder: 'human', yours: true }, run: runHead({ state: 'waiting' }) },
    'You have control · the agent waits',
  ],
  ['another holds it', { control: { holder: 'human', yours: false } }, 'Another person has control'],
  ['the picture is away', { live: false }, 'Connecting…'],
  ['it starts', { live: false, health: { status: 'starting', sandbox: 'on' } }, 'The desktop is starting'],
  ['it is gone', { live: false, reachable: false }, 'The desktop does not answer'],
])('when %s', (_when, change, text) => {
  expect(statusOf({ ...live, ...change }).text).toBe(text);
});

test('a first connection is not called a lost one', () => {
  expect(veilOf(live)).toBeUndefined();
  expect(veilOf({ ...live, live: false, wasLive: false })).toBe('Connecting…');
  expect(veilOf({ ...live, live: false })).toMatch(/lost/);
});

test('the mark is where the last action was that had a place, also inside of a batch', () => {
  const timings = { actMs: 0, settleMs: 0, frameMs: 0 };
  const action = { params: {}, ok: true, timings };
  const step = (actions: Step['actions']): Step => ({
    number: 1,
    at: '',
    thought: '',
    actions,
    model: 'm',
    usage: { input: 0, cached: 0, output: 0, reasoning: 0 },
    costUsd: 0,
    modelMs: 0,
  });
  const click = { ...action, name: 'click', point: { x: 1, y: 2 }, target: { role: 'button', name: 'Save' } };
  expect(lastPlace(step([click, { ...action, name: 'wait' }]))).toEqual({
    x: 1,
    y: 2,
    label: 'click “Save”',
  });
  const parts = [{ name: 'click', params: {}, point: { x: 7, y: 0 } }];
  expect(lastPlace(step([click, { ...action, name: 'batch', parts }]))).toMatchObject({ x: 7, y: 0 });
  expect(lastPlace(step([{ ...action, name: 'wait' }]))).toBeUndefined();
  // A frame that is smaller than the display: the ring is placed by the frame's width.
  const sized = { ...step([click]), frameSize: { width: 960, height: 600 } };
  expect(lastPlace(sized)).toEqual({ x: 1, y: 2, frameWidth: 960, label: 'click “Save”' });
});

test('what a soft keyboard changes becomes keys: corrections rub out only what differs', () => {
  expect(textChange('', 'ab')).toEqual({ erased: 0, typed: ['a', 'b'] });
  expect(textChange('teh', 'the ')).toEqual({ erased: 2, typed: ['h', 'e', ' '] });
  expect(textChange('a😀', 'a')).toEqual({ erased: 1, typed: [] });
  expect(['\n', '\t'].map(keysymOf)).toEqual([0xff0d, 0xff09]);
  expect(['a', 'ü', '€', '山', '😀'].map(keysymOf)).toEqual([0x61, 0xfc, 0x010020ac, 0x01005c71, 0x0101f600]);
});

test('Backspace rubs out a whole emoji, but accents one by one, as browsers do', () => {
  const coder = '\u{1f469}\u200d\u{1f4bb}';
  expect(textChange(`a${coder}`, 'a')).toEqual({ erased: 1, typed: [] });
  expect(textChange('', coder)).toEqual({ erased: 0, typed: Array.from(coder) });
  expect(textChange('e\u0301', 'e')).toEqual({ erased: 1, typed: [] });
  expect([`a${coder}`, '\u{1f1e9}\u{1f1ea}', 'e\u0301', ''].map(withoutLast)).toEqual(['a', '', 'e', '']);
});

test('a paste keeps its lines, whatever ends them', () => {
  expect(pastedKeys('ü\r\n山\rb\n\t')).toEqual([0xfc, 0xff0d, 0x01005c71, 0xff0d, 0x62, 0xff0d, 0xff09]);
});
