import type { Observation } from '../../../../../src/actions/observation.ts';
import type { RunEvent, RunHead, Step } from '../../../../../src/agent/events.ts';
import { runHead } from '../../support/test-server.ts';

/** Such a value with everything in it that may be left out: a new field is missing here until it has a sample. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { readonly [K in keyof T]-?: Whole<Exclude<T[K], undefined>> }
    : T;

const region = { x: 0, y: 0, width: 4, height: 4 };

const seen: Whole<Omit<Observation, 'frame'>> = {
  part: region,
  // None of these goes out.
  unlisted: [],
  controlsUnknown: 1,
  unread: [region],
  width: 4,
  height: 4,
  cursor: { x: 0, y: 0 },
  settled: true,
  settleMs: 1.5,
  changed: [region],
  page: {
    url: 'about:blank',
    title: '',
    loading: false,
    hung: true,
    focus: 'element',
    posted: true,
    scroll: { x: 0, y: 1, maxX: 0, maxY: 2 },
  },
  elements: [
    {
      ref: 'e1',
      role: 'button',
      name: 'Save',
      value: 'v',
      states: ['focused'],
      posts: 'https://a.test/pay',
      submits: true,
      href: 'https://a.test/',
      downloads: true,
      box: region,
    },
  ],
  elementsOmitted: 1,
  windows: [{ id: 1, title: 't', app: 'Chromium', box: region, active: true }],
  dialogs: [{ type: 'prompt', message: 'm', defaultValue: 'd' }],
  downloads: [
    { name: 'a.pdf', url: 'https://a.test/a.pdf', path: '/tmp/a.pdf', state: 'completed', bytes: 1 },
  ],
};

/** An observation with everything in it. */
export const OBSERVATION: Observation = {
  ...seen,
  frame: { mediaType: 'image/jpeg', data: Buffer.from('x'), width: 4, height: 4, region },
};

const confirmation = { number: 1, risk: 'pay', what: 'a click on "Pay"', seconds: 120 };
const target = { role: 'button', name: 'Pay' };
const place = { point: { x: 1, y: 2 }, target };

const step: Whole<Step> = {
  number: 1,
  at: '2026-01-01T00:00:01.000Z',
  thought: 'I pay.',
  actions: [
    {
      name: 'batch',
      params: { actions: [] },
      ok: false,
      result: { any: ['thing'] },
      error: { code: 'action_failed', message: 'm', hint: 'h' },
      ...place,
      external: true,
      end: place,
      parts: [{ name: 'click', params: { ref: 'e1' }, ...place, end: place }],
      timings: { actMs: 1.5, settleMs: 2.5, frameMs: 3.5 },
      settled: true,
      confirmed: { risk: 'pay', what: 'a click on "Pay"', seconds: 120, answer: 'allowed' },
    },
  ],
  frameSize: { width: 1280, height: 800 },
  frame: 'frames/0001.jpg',
  page: { url: 'about:blank', title: '' },
  model: 'm',
  usage: { input: 1, cached: 0, output: 1, reasoning: 0 },
  costUsd: 0.01,
  modelMs: 1.5,
  firstMs: 0.5,
  meanwhile: 'A person clicked once.',
};

const head: Whole<RunHead> = {
  ...runHead({ answeredBy: ['m'] }),
  state: 'ended',
  endedAt: '2026-01-01T00:01:00.000Z',
  question: 'Which code?',
  confirmation,
  resumedFrom: 'r0',
  outcome: 'failed',
  result: 'r',
  error: { code: 'internal', message: 'm', hint: 'h' },
  estimatedUsd: 0.5,
};

/** Heads of runs: one that runs, one that has ended, and those that wait. */
export const HEADS = {
  running: runHead(),
  ended: runHead({ state: 'ended', outcome: 'done', result: 'r', endedAt: '2026-01-01T00:01:00.000Z' }),
  asking: runHead({ state: 'waiting', question: 'Which code?', resumedFrom: 'r0' }),
  confirming: runHead({ state: 'waiting', confirmation }),
  whole: head,
} satisfies Record<string, RunHead>;

/** One event of each type. */
export const EVENTS: { readonly [Type in RunEvent['type']]: Extract<RunEvent, { type: Type }> } = {
  started: { type: 'started', run: HEADS.running },
  progress: { type: 'progress', message: 'one' },
  question: { type: 'question', question: 'Which code?' },
  confirm: { type: 'confirm', confirmation },
  step: { type: 'step', step, totals: head.totals },
  ended: { type: 'ended', run: head },
};
