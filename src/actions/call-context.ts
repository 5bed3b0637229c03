import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { Box, Point } from '../base/geometry.ts';
import type { JsonValue } from '../base/json.ts';
import type { Browser } from '../browser/browser.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { ActionCall, ActionContext, Secrets } from './action.ts';
import type { ExecutorDeps, PerformedAction } from './executor.ts';
import type { PictureRequest } from './observation.ts';
import { checkParams, didNothing, isReading } from './preconditions.ts';
import type { SystemAccess } from './system/system.ts';
import type { ActionTable } from './table.ts';
import type { View } from './view.ts';

/** What a call is carried out with. */
export interface CallParts {
  readonly deps: ExecutorDeps;
  readonly table: ActionTable;
  readonly desktop: Desktop;
  readonly view: View;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  /** Whether the call ends with waiting for the screen to settle anyway. */
  readonly settlesAtEnd: boolean;
  /** Waits until the screen has settled. */
  readonly settle: () => Promise<void>;
  /** Throws while a person holds the desktop. */
  readonly assertAgentHolds: () => void;
  /** Told of each action inside of the call, as it ends. */
  readonly onPerformed?: ((performed: PerformedAction) => void) | undefined;
}

/** What the handlers of one call work with, and what they leave behind for its reply. */
export class CallContext implements ActionContext {
  readonly desktop: Desktop;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
  readonly #parts: CallParts;
  #picture: PictureRequest | undefined;
  #isInside = false;
  #hasActed = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.desktop = parts.desktop;
    this.secrets = parts.secrets;
    this.signal = parts.signal;
  }

  get browser(): Browser {
    return this.#parts.deps.browser();
  }

  get system(): SystemAccess {
    const { system } = this.#parts.deps;
    if (system !== undefined) return system;
    throw new DeskhandError('not_ready', 'Programs cannot be started here.');
  }

  /** The picture that the last action asked for. */
  get picture(): PictureRequest | undefined {
    return this.#picture;
  }

  /** Whether what failed with this error may have left keys or buttons down that nobody will let go of. */
  mayHold(error: unknown): boolean {
    return this.#hasActed || !didNothing(error);
  }

  toDisplay(point: Point, prefix: string): Point {
    return this.#parts.view.toDisplay(point, prefix);
  }

  toDisplayBox(box: Box, prefix: string): Box {
    return this.#parts.view.toDisplayBox(box, prefix);
  }

  toFrameBox(box: Box): Box {
    return this.#parts.view.toFrameBox(box);
  }

  resolveUrl(url: string): string {
    return this.#parts.deps.resolveUrl?.(url) ?? url;
  }

  show(picture: PictureRequest): void {
    this.#picture = picture;
  }

  async settle(): Promise<void> {
    if (this.#isInside || !this.#parts.settlesAtEnd) await this.#parts.settle();
  }

  async perform(call: ActionCall): Promise<JsonValue> {
    const { action } = call;
    const started = performance.now();
    const tell = (result: string): void =>
      this.#parts.onPerformed?.({ action, result, actMs: performance.now() - started });
    try {
      const result = await this.#perform(call);
      tell('ok');
      return result;
    } catch (error) {
      tell(toDeskhandError(error).code);
      throw error;
    }
  }

  async #perform({ action: name, ...given }: ActionCall): Promise<JsonValue> {
    const { table, assertAgentHolds } = this.#parts;
    const inner = table.get(name);
    const params = checkParams(inner, given);
    if (!isReading(inner)) assertAgentHolds();
    this.#isInside = true;
    // The picture shows what the last action is about, which is the whole screen for most.
    this.#picture = undefined;
    const result = await inner.handle(this, params);
    this.#hasActed ||= !isReading(inner);
    return result;
  }
}
