import type { RunHead, Step, StepAction } from '../../agent/events.ts';

/** What the colour of the state says. */
export type Tone = 'waiting' | 'live' | 'human' | 'asks' | 'bad';

/** Who holds the desktop, as `/v1/control` tells it. */
export interface Control {
  readonly holder: 'agent' | 'human';
  readonly yours: boolean;
}

/** What `/healthz` tells. */
export interface Health {
  readonly status: string;
  readonly sandbox: string;
}

/** Everything that the page knows. */
export interface Situation {
  /** The picture is there. */
  readonly live: boolean;
  /** It was there before. */
  readonly wasLive: boolean;
  /** The desktop answers calls. */
  readonly reachable: boolean;
  readonly health: Health;
  readonly control: Control;
  /** The run that goes on, if any. */
  readonly run: RunHead | undefined;
}

/** The sentence and the colour for a situation; what a person must know first comes first. Pure. */
export function statusOf({ live, reachable, health, control, run }: Situation): {
  readonly text: string;
  readonly tone: Tone;
} {
  if (!reachable) return { text: 'The desktop does not answer', tone: 'bad' };
  if (health.status !== 'ok' && !live) return { text: `The desktop is ${health.status}`, tone: 'waiting' };
  if (!live) return { text: 'Connecting…', tone: 'waiting' };
  const waits = run === undefined ? '' : ' · the agent waits';
  if (control.yours) return { text: `You have control${waits}`, tone: 'human' };
  if (control.holder === 'human') return { text: `Another person has control${waits}`, tone: 'human' };
  if (run?.question !== undefined) return { text: 'The agent asks you', tone: 'asks' };
  if (run?.state === 'paused') return { text: 'Paused · view only', tone: 'asks' };
  if (run?.state === 'waiting') return { text: 'The agent waits · view only', tone: 'asks' };
  return { text: run === undefined ? 'Live · view only' : 'The agent is working · view only', tone: 'live' };
}

/** What stands over the place of the picture while there is none; undefined while there is. Pure. */
export function veilOf({ live, wasLive, reachable }: Situation): string | undefined {
  if (live) return undefined;
  if (!wasLive && reachable) return 'Connecting…';
  return 'The connection is lost. Trying again…';
}

/** How a run ended, in words. Pure. */
export function endOf({ task, outcome, result, error }: RunHead): string {
  const words = {
    done: 'done',
    failed: 'failed',
    limit: 'stopped at a limit',
    cancelled: 'cancelled',
    needs_user: 'needs you',
  };
  const what = error?.message ?? result;
  return `${task} · ${outcome === undefined ? 'ended' : words[outcome]}${what === undefined ? '' : `: ${what}`}`;
}

/** What a step did, in words. Pure. */
export function stepText({ actions, thought }: Step): string {
  return actions.map(actionText).join(', ') || thought;
}

/** A place on the screen for the mark. */
export interface MarkPlace {
  readonly x: number;
  readonly y: number;
  /** Width of the frame that x and y refer to; left out, the display's. */
  readonly frameWidth?: number;
  readonly label: string;
}

/** Where on the screen a step acted last, and what it did there; undefined when it did so nowhere. Pure. */
export function lastPlace({ actions, frameSize }: Step): MarkPlace | undefined {
  const places = actions.flatMap((action) => [action, ...(action.parts ?? [])]);
  const last = places.findLast(({ point }) => point !== undefined);
  if (last?.point === undefined) return undefined;
  const frame = frameSize === undefined ? {} : { frameWidth: frameSize.width };
  return { ...last.point, ...frame, label: actionText(last) };
}

function actionText({ name, target }: Pick<StepAction, 'name' | 'target'>): string {
  return target === undefined || target.name === '' ? name : `${name} “${target.name}”`;
}
