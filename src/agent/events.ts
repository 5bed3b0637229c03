import type { Size } from '../base/geometry.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';

/** Limits of a run; a run that would pass one stops cleanly with outcome `limit`. */
export interface Limits {
  readonly steps: number;
  readonly minutes: number;
  readonly usd: number;
}

/** How a run ended. */
export type Outcome = 'done' | 'failed' | 'limit' | 'cancelled' | 'needs_user';

/** Sums over a run. */
export interface Totals {
  readonly steps: number;
  readonly actions: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number;
  readonly durationMs: number;
}

/** A place of the frame before an action, and the element that was there. */
export interface Place {
  readonly point?: { readonly x: number; readonly y: number };
  readonly target?: { readonly role: string; readonly name: string };
}

/** An act that a person is asked to allow. */
export interface Confirmation {
  /** What makes it risky: pay, delete, send, submit, download, upload, leave, program; `unknown` where every act is asked about. */
  readonly risk: string;
  /** The act in words; what a page has put into them stands in quotes. */
  readonly what: string;
  /** So long somebody may think about it; then it counts as refused. */
  readonly seconds: number;
}

/** A confirmation that waits; `number` tells one from the next. */
export type OpenConfirmation = Confirmation & { readonly number: number };

/** One action inside a batch. */
export interface StepPart extends Place {
  readonly name: string;
  readonly params: JsonObject;
  readonly end?: Place;
}

/** One action of a step and what came of it. Parameters are recorded with secrets as `{{secret:NAME}}`. */
export interface StepAction {
  readonly name: string;
  readonly params: JsonObject;
  readonly ok: boolean;
  readonly result?: JsonValue;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** Where the pointer acted, in pixels of the frame before it, for the mark in the report. */
  readonly point?: { readonly x: number; readonly y: number };
  /** What the target was, where it was an element. */
  readonly target?: { readonly role: string; readonly name: string };
  /** A tool of an MCP server, and no action on the desktop. */
  readonly external?: true;
  /** Of a drag: where it ended. */
  readonly end?: Place;
  /** Of a batch: its actions in order, each with where it acted as far as the screen before the batch tells. */
  readonly parts?: readonly StepPart[];
  readonly timings: { readonly actMs: number; readonly settleMs: number; readonly frameMs: number };
  readonly settled?: boolean;
  /** What a person was asked before it, and what came of that. */
  readonly confirmed?: Confirmation & { readonly answer: 'allowed' | 'refused' | 'timeout' };
}

/** One line of steps.jsonl: a model's turn and the actions it led to. */
export interface Step {
  /** 1 for the first. */
  readonly number: number;
  readonly at: string;
  /** What the model said or thought, shortened to 4000 characters. */
  readonly thought: string;
  readonly actions: readonly StepAction[];
  /** Size of the frames that the step's places refer to, where it is not the display's. */
  readonly frameSize?: Size;
  /** Frame file after the step, relative to the run folder; absent when none was taken. */
  readonly frame?: string;
  readonly page?: { readonly url: string; readonly title: string };
  readonly model: string;
  readonly usage: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
    readonly reasoning: number;
  };
  readonly costUsd: number;
  readonly modelMs: number;
  /** Until the model's first content, inside `modelMs`. */
  readonly firstMs?: number;
  /** What a person did on the desktop since the step before, in words; never what they typed. */
  readonly meanwhile?: string;
}

/** The head of a run: run.json. */
export interface RunHead {
  readonly id: string;
  readonly task: string;
  /** Asked-for model id, or `playbook`. */
  readonly model: string;
  /** The ids that answered. */
  readonly answeredBy: readonly string[];
  readonly limits: Limits;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** `waiting`: for a person who holds the desktop or is to answer `question`; `paused`: until somebody resumes it. */
  readonly state: 'queued' | 'running' | 'waiting' | 'paused' | 'ended';
  /** What the model asks the user, while it waits for the answer. */
  readonly question?: string;
  /** What a person is asked to allow, while it waits for that. */
  readonly confirmation?: OpenConfirmation;
  /** The run whose record this one goes on from. */
  readonly resumedFrom?: string;
  readonly outcome?: Outcome;
  /** The answer for the user; JSON where the task has an output schema. */
  readonly result?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  readonly totals: Totals;
  /** What the same run would have cost on the default model, for playbook runs: an estimate from its frames and texts. */
  readonly estimatedUsd?: number;
}

/** What a run tells while it goes on, as the SSE events of `/v1/tasks/{id}/events` (the event's name is `type`). */
export type RunEvent =
  | { readonly type: 'started'; readonly run: RunHead }
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'question'; readonly question: string }
  | { readonly type: 'confirm'; readonly confirmation: OpenConfirmation }
  | { readonly type: 'step'; readonly step: Step; readonly totals: Totals }
  | { readonly type: 'ended'; readonly run: RunHead };
