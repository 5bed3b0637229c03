import type { z } from 'zod';
import type { Box, Point } from '../base/geometry.ts';
import type { JsonValue } from '../base/json.ts';
import type { Browser } from '../browser/browser.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { PictureRequest } from './observation.ts';
import type { SystemAccess } from './system/system.ts';

/**
 * What an action does to the world:
 * `read` changes nothing; `input` goes through pointer or keyboard; `navigate` changes the page by other means;
 * `system` reaches beyond the browser; `control` steers the run itself.
 */
export type ActionKind = 'read' | 'input' | 'navigate' | 'system' | 'control';

/** Which family file an action lives in. */
export type ActionFamily = 'pointer' | 'keyboard' | 'screen' | 'clipboard' | 'browser' | 'system' | 'control';

/** Resolves `{{secret:NAME}}`; the value never reaches the model or a record. */
export interface Secrets {
  /** The value, or undefined when no such secret exists. */
  get(name: string): string | undefined;
  readonly names: readonly string[];
}

/** What a handler may use. */
export interface ActionContext {
  readonly desktop: Desktop;
  readonly browser: Browser;
  /** Programs and files; throws `not_ready` where the executor was given none. */
  readonly system: SystemAccess;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** From pixels of the frame that the caller saw to display pixels; throws `bad_input` naming field (after `prefix`), value and range. */
  toDisplay(point: Point, prefix: string): Point;
  /** The display pixels that a box of the frame shows any part of; throws `bad_input` naming field (after `prefix`), value and range. */
  toDisplayBox(box: Box, prefix: string): Box;
  /** From display pixels to pixels of the frame that the caller saw. */
  toFrameBox(box: Box): Box;
  /** The address to open for one that was given: `demo:/path` is a page of the desktop's own, every other stays as it is. */
  resolveUrl(url: string): string;
  /** Makes the reply's frame this picture, unless another action of the same batch follows. */
  show(picture: PictureRequest): void;
  /** Waits until the screen has settled; at once where the call will do so by itself before it looks. */
  settle(): Promise<void>;
  /** Runs another action inside this one: no lock, no observation. For `batch`. */
  perform(call: ActionCall): Promise<JsonValue>;
}

/** A call: the action's name and its parameters, flat, as in `POST /v1/actions`. */
export interface ActionCall {
  readonly action: string;
  readonly [parameter: string]: unknown;
}

/** One row of the table of actions. The doors (HTTP, MCP, model tools, CLI, docs) are derived from it. */
export interface Action<Schema extends z.ZodObject = z.ZodObject> {
  /** snake_case; the tool's and the route's name. */
  readonly name: string;
  readonly title: string;
  /** One or two sentences for a model: what it does and when to use it. */
  readonly description: string;
  readonly family: ActionFamily;
  readonly kind: ActionKind;
  readonly schema: Schema;
  /** Off unless switched on (`shell`, `files`). */
  readonly optIn?: boolean;
  /** Runs beside the input of others instead of in its turn: it touches neither pointer nor keyboard and may take long. */
  readonly beside?: boolean;
  /** Does it, and returns what is worth telling; null when there is nothing to tell. */
  handle(context: ActionContext, params: z.output<Schema>): Promise<JsonValue>;
}

/** Declares an action; keeps the handler's parameters typed by its schema. */
export function defineAction<Schema extends z.ZodObject>(action: Action<Schema>): Action {
  return action;
}
