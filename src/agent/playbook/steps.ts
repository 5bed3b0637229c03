import type { Observation } from '../../actions/observation.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { observationSignature } from '../observation-text.ts';
import type { Eyes, Found } from './eyes.ts';
import { describeTarget, matchTarget } from './match.ts';
import { readValue } from './read-value.ts';
import type { PlaybookStep, StepKind } from '../../playbook/schema.ts';
import { expectation } from './expect.ts';

/** A call that a step leads to. */
export interface PlannedCall {
  readonly name: string;
  readonly params: JsonObject;
}

/** What a step comes to on the screen as it is. */
export interface StepPlan {
  /** Calls to make; none for a step that only looks. */
  readonly calls: readonly PlannedCall[];
  /** The step is not over after these calls: plan it again on the new screen. */
  readonly again?: boolean;
  /** Run on the screen after the calls; throws when they did not have their effect. */
  readonly verify?: () => Promise<void>;
  /** A value that was read, by its name. */
  readonly read?: { readonly name: string; readonly value: string };
  /** What was seen, for the record. */
  readonly note?: string;
}

/** What a step may remember between plannings of itself. */
export interface StepMemory {
  signature?: string;
}

type StepOf<Kind extends StepKind> = Extract<PlaybookStep, { kind: Kind }>['value'];
type Planners = {
  readonly [Kind in StepKind]: (value: StepOf<Kind>, eyes: Eyes, memory: StepMemory) => Promise<StepPlan>;
};

/** Wheel notches at a time: less than a page, so that nothing is skipped. */
const SCROLL_NOTCHES = 4;
const SELECTED_WITHIN_MS = 2000;

const planners: Planners = {
  goto: async (url) => one('goto', { url }),
  click: async ({ button, count, ...target }, eyes) =>
    one('click', {
      ...aim(await eyes.find(target, 'point')),
      ...(button === 'left' ? {} : { button }),
      ...(count === 1 ? {} : { count }),
    }),
  hover: async (target, eyes) => one('move', aim(await eyes.find(target, 'point'))),
  type: async ({ into, text, clear, submit }, eyes) => {
    const params = { text, ...(clear ? { clear } : {}), ...(submit ? { submit } : {}) };
    if (into === undefined) return one('type', params);
    const found = await eyes.find(into, 'type');
    if (found.element !== undefined) return one('type', { ref: found.element.ref, ...params });
    return { calls: [call('click', aim(found)), call('type', params)] };
  },
  key: async (keys) => one('key', { keys }),
  select: planSelect,
  drag: async ({ from, to }, eyes) => {
    const [start, end] = [await eyes.find(from, 'point'), await eyes.find(to, 'point')];
    if (start.element !== undefined && end.element !== undefined) {
      return one('drag', { from_ref: start.element.ref, to_ref: end.element.ref });
    }
    return one('drag', { path: [{ ...start.point }, { ...end.point }] });
  },
  scroll: planScroll,
  upload: async ({ file, ...target }, eyes) => {
    const { element } = await eyes.find(target, 'point');
    if (element !== undefined) return one('upload', { ref: element.ref, files: [file] });
    throw new DeskhandError('action_failed', `upload: ${describeTarget(target)} is no element of the page.`);
  },
  wait: async ({ text, ms, within }) =>
    text === undefined ? one('wait', { ms: ms ?? 0 }) : one('wait', { text, timeout_ms: within }),
  read: async (value, eyes) => {
    const text = await readValue(value, eyes);
    return { calls: [], read: { name: value.as, value: text }, note: `Read ${value.as}: ${text}` };
  },
  expect: async (value, eyes) => ({ calls: [], note: await expectation(value, eyes) }),
  do: planAction,
};

/** Plans a step on the screen as it is. Throws `action_failed` that says what was looked for and what was there. */
export function planStep(step: PlaybookStep, eyes: Eyes, memory: StepMemory): Promise<StepPlan> {
  const plan = planners[step.kind] as (value: unknown, eyes: Eyes, memory: StepMemory) => Promise<StepPlan>;
  return plan(step.value, eyes, memory);
}

/** As a person with a keyboard does it: open the list, type the option's name, press Enter. */
async function planSelect({ option, ...target }: StepOf<'select'>, eyes: Eyes): Promise<StepPlan> {
  const found = await eyes.find(target, 'select');
  const chosen = (o: Observation): boolean => {
    const match = matchTarget(target, o.elements, 'select');
    return match.found?.value === undefined || sameText(match.found.value, option);
  };
  return {
    calls: [call('click', aim(found)), call('type', { text: option }), call('key', { keys: 'Enter' })],
    verify: async () => {
      if (await eyes.until(SELECTED_WITHIN_MS, chosen)) return;
      const is = matchTarget(target, (await eyes.now()).elements, 'select').found?.value ?? '';
      throw new DeskhandError('action_failed', `${describeTarget(target)} shows "${is}", not "${option}".`, {
        hint: 'The option must be one of the list, as it is written there.',
      });
    },
  };
}

/** An action of the table, its targets found first. */
async function planAction({ action, on, from, to, ...params }: StepOf<'do'>, eyes: Eyes): Promise<StepPlan> {
  const refOf = async (target: NonNullable<typeof on>): Promise<string> => {
    const { element } = await eyes.find(target, 'point');
    if (element !== undefined) return element.ref;
    throw new DeskhandError(
      'action_failed',
      `${action}: ${describeTarget(target)} is no element of the page.`,
    );
  };
  const at = on === undefined ? {} : aim(await eyes.find(on, 'point'));
  return one(action, {
    ...(params as JsonObject),
    ...at,
    ...(from === undefined ? {} : { from_ref: await refOf(from) }),
    ...(to === undefined ? {} : { to_ref: await refOf(to) }),
  });
}

async function planScroll(
  { to, direction }: StepOf<'scroll'>,
  eyes: Eyes,
  memory: StepMemory,
): Promise<StepPlan> {
  const o = await eyes.now();
  if (matchTarget(to, o.elements, 'read').found !== undefined) {
    return { calls: [], note: `${describeTarget(to)} is in view` };
  }
  const signature = `${observationSignature(o)}${o.elements.map((element) => element.box.y).join()}`;
  if (memory.signature !== signature) {
    memory.signature = signature;
    const dy = direction === 'down' ? SCROLL_NOTCHES : -SCROLL_NOTCHES;
    return { ...one('scroll', { dy }), again: true };
  }
  // The end: a text that no element carries is told by the page itself, or this says what is missing.
  await eyes.find(to, 'read', 0);
  return { calls: [], note: `${describeTarget(to)} is in view` };
}

function aim({ element, point }: Found): JsonObject {
  return element === undefined ? { x: point.x, y: point.y } : { ref: element.ref };
}

function call(name: string, params: JsonObject): PlannedCall {
  return { name, params };
}

function one(name: string, params: JsonObject): StepPlan {
  return { calls: [call(name, params)] };
}

function sameText(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
