import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { Point, Size } from '../../base/geometry.ts';
import type { JsonObject } from '../../base/json.ts';
import { nearest } from '../../base/nearest.ts';
import { parseOrThrow } from '../../base/zod-issues.ts';
import type { ActionCall } from '../action.ts';
import type { Observation } from '../observation.ts';

/** What a dialect must know of the desktop to translate a call. */
export interface Scene {
  /** Size of the frame that the caller sees, in its own pixels. */
  readonly frame: Size;
  /** Where the pointer is, in pixels of that frame. */
  readonly cursor: Point;
}

/** A dialect's call in terms of the table of actions. */
export interface Plan {
  /** What to do, in order; may be empty where only an answer is asked for. */
  readonly calls: readonly ActionCall[];
  /** What to say besides the frame. */
  readonly text?: string;
}

/** What there is to answer with: the observation after the last call, and the plan's text. */
export interface Outcome {
  readonly observation: Observation;
  readonly text: string | undefined;
}

/** One request of a dialect, read and checked. Everything in it is pure. */
export interface DialectRequest {
  /** The size of display that the caller declared to its model; undefined for the desktop's own. */
  readonly frameSize: Size | undefined;
  /** The actions to do. Throws `bad_input` that names field, value and range. */
  plan(scene: Scene): Plan;
  /** The answer in the dialect's own shape, ready to be sent to its model. */
  answer(outcome: Outcome): JsonObject;
  /** The same for a call that failed; undefined where the dialect has no shape for failures. */
  refusal(error: DeskhandError): JsonObject | undefined;
}

/** Another vendor's way to say what to do on a computer. */
export interface Dialect {
  /** The last part of `/v1/dialects/{name}`. */
  readonly name: string;
  /** What it is, and what the request's body is. */
  readonly title: string;
  /** Reads a request's body. Throws `bad_input` for anything that is not of this dialect. */
  read(body: unknown): DialectRequest;
}

const side = z.int().min(64).max(7680).optional();

/** Fields beside every dialect's own, by which a caller tells the size of display that it declared to its model. */
export const displayFields = { display_width: side, display_height: side };

/** The declared size, if there is one. Throws `bad_input` where only one side is given. */
export function declaredSize(width: number | undefined, height: number | undefined): Size | undefined {
  if (width === undefined && height === undefined) return undefined;
  if (width !== undefined && height !== undefined) return { width, height };
  const missing = width === undefined ? 'display_width' : 'display_height';
  throw new DeskhandError('bad_input', `${missing}: display_width and display_height go together.`);
}

/** Translates one kind of call; `what` names it in error messages. */
export type Verb = (given: unknown, scene: Scene, what: string) => Plan;

/** A verb: the schema of its arguments and what they mean. Unknown arguments are left out: models add remarks. */
export function verb<Schema extends z.ZodObject>(
  schema: Schema,
  translate: (params: z.output<Schema>, scene: Scene) => readonly ActionCall[] | ActionCall | string,
): Verb {
  return (given, scene, what) => {
    const plan = translate(parseOrThrow(schema, given, what, Object.keys(schema.shape)), scene);
    if (typeof plan === 'string') return { calls: [], text: plan };
    return { calls: isCall(plan) ? [plan] : plan };
  };
}

/** The verb of that name; throws `bad_input` with the nearest name. */
export function verbNamed(verbs: Readonly<Record<string, Verb>>, name: string, field: string): Verb {
  const found = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(verbs);
  const guess = nearest(name, names);
  throw new DeskhandError('bad_input', `${field}: there is no action "${name.slice(0, 60)}" here.`, {
    hint: guess === undefined ? `The actions are ${names.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}

/** An observation's frame in base64. */
export function pictureOf({ frame }: Observation): { mediaType: string; base64: string } {
  if (frame === undefined) throw new DeskhandError('internal', 'The observation has no frame.');
  return { mediaType: frame.mediaType, base64: frame.data.toString('base64') };
}

function isCall(plan: readonly ActionCall[] | ActionCall): plan is ActionCall {
  return !Array.isArray(plan);
}
