import type { Box, Point, Size } from '../base/geometry.ts';
import type { JsonValue } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import type { Browser } from '../browser/browser.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { ActionCall, Secrets } from './action.ts';
import type { ControlLease } from './control.ts';
import { DesktopExecutor } from './desktop-executor.ts';
import type { EncodedFrame, Observation } from './observation.ts';
import type { SystemAccess } from './system/system.ts';
import type { ActionTable } from './table.ts';

/** When to look: once the screen has settled, at once, or not at all. */
export type Observe = 'settled' | 'now' | 'none';

/** How a call is to be carried out. */
export interface PerformOptions {
  /** Default `settled`. */
  readonly observe?: Observe;
  readonly signal?: AbortSignal;
  readonly secrets?: Secrets;
  /** Size of the frame that the call's coordinates refer to and that the reply shall show; default: the display's. */
  readonly frameSize?: Size | undefined;
  /** Told of each action inside of `batch` and {@link Executor.performAll}, as it ends. */
  readonly onPerformed?: ((performed: PerformedAction) => void) | undefined;
}

/** How an action inside of a call of several ended. */
export interface PerformedAction {
  /** As it was asked for, which need not be the name of any action. */
  readonly action: string;
  /** `ok`, or the error's code. */
  readonly result: string;
  readonly actMs: number;
}

/** What an action led to. */
export interface ActionReply {
  readonly result: JsonValue;
  readonly observation: Observation | null;
  /** Milliseconds for the input itself, for settling, and for taking and encoding the observation. */
  readonly timings: { readonly actMs: number; readonly settleMs: number; readonly frameMs: number };
}

/** How a screenshot is to be taken. */
export interface ScreenshotOptions {
  readonly format?: 'jpeg' | 'png';
  /** 1–100, JPEG only. */
  readonly quality?: number | undefined;
  /** 0.05–1: the picture's size as a part of the region's. */
  readonly scale?: number | undefined;
  /** Display pixels; default: the whole display. */
  readonly region?: Box | undefined;
  /** Default `now`. */
  readonly observe?: 'settled' | 'now';
  readonly signal?: AbortSignal;
}

/** Carries out actions on one desktop. All doors go through it. */
export interface Executor {
  readonly table: ActionTable;
  readonly control: ControlLease;
  /** Checks, waits for its turn, acts, settles, looks. Throws DeskhandError; after a failure no key or button is left down. */
  perform(call: ActionCall, options?: PerformOptions): Promise<ActionReply>;
  /** Like {@link Executor.perform} for several calls in one turn, as `batch` does them but without its limit. */
  performAll(calls: readonly ActionCall[], options?: PerformOptions): Promise<ActionReply>;
  /** Looks without acting. */
  observe(options?: Pick<PerformOptions, 'observe' | 'signal' | 'frameSize'>): Promise<Observation>;
  /** The size of the frame that a caller sees, and where the pointer is in it: one round trip to the X server. */
  scene(frameSize?: Size): Promise<{ readonly frame: Size; readonly cursor: Point }>;
  /** A picture of the display or of a part of it. */
  screenshot(options?: ScreenshotOptions): Promise<{ frame: EncodedFrame; settled: boolean }>;
}

/** What an executor needs. The getters throw `not_ready` while their process is starting again. */
export interface ExecutorDeps {
  readonly desktop: () => Desktop;
  readonly browser: () => Browser;
  readonly log: Log;
  /** Programs and files of the desktop, for `launch`, `shell` and `files`. */
  readonly system?: SystemAccess;
  /** Makes addresses of the desktop's own (`demo:/path`) real ones; without it every address stays as it is. */
  readonly resolveUrl?: (url: string) => string;
  /** Opt-in actions to switch on; an unknown name is `bad_input`. */
  readonly enabled?: readonly string[];
  /** The only actions there are to be: names or kinds (base/permissions.ts); all when absent. */
  readonly permissions?: readonly string[] | undefined;
}

/** Makes the executor of a desktop. */
export function createExecutor(deps: ExecutorDeps): Executor {
  return new DesktopExecutor(deps);
}
