import { DeskhandError } from '../base/errors.ts';
import type { Dialog } from './browser.ts';
import type { TargetInfo } from './cdp/protocol.ts';
import type { CdpSession } from './cdp/session.ts';
import type { RawFacts } from './page/facts.ts';
import type { EntryArguments, EntryName, EntryResult } from './page/source.ts';
import { DocumentMethods } from './document-methods.ts';
import { Holds } from './pulse/holds.ts';
import { RequestTracker } from './requests.ts';
import { Worlds } from './worlds.ts';
import type { PageCallOptions } from './worlds.ts';

/** Bringing a tab to the front is the browser's work, not the page's, in ms. */
const FRONT_MS = 2000;

/** A dialog is announced before the browser has drawn it, in ms. */
export const DIALOG_DRAWN_MS = 100;

/**
 * What is known of one tab without asking it: kept up to date by {@link watchTab} from the protocol's events, so that it can
 * be told even while the page does not answer.
 */
export class Tab {
  readonly id: string;
  readonly session: CdpSession;
  readonly worlds = new Worlds();
  readonly requests: RequestTracker;
  /** How its document came. */
  readonly documents = new DocumentMethods();
  /** What the page has still to do that came of the user's input. */
  readonly holds: Holds;
  /** When the tab was attached (`performance.now()`). */
  readonly bornAt: number;
  /** When its document was committed, or the tab attached (`performance.now()`). */
  committedAt: number;
  info: TargetInfo;
  /** The main frame's id; it is the target's own id. */
  readonly mainFrameId: string;
  /** From the start of a navigation to its load event. */
  loading = false;
  crashed = false;
  /** The last facts that the page has given. */
  lastFacts: RawFacts | undefined;
  /** How many times in a row the page has not answered when it was asked for its facts. */
  unanswered = 0;
  /** Whether the tab can be asked: its events are on. */
  watched = false;
  /** When the tab was last seen to come to the front. */
  frontAt = 0;
  readonly #now: () => number;
  readonly #dialogHold: Holds;
  #dialog: Dialog | undefined;
  #interrupt = new AbortController();

  constructor(info: TargetInfo, session: CdpSession, now: () => number) {
    this.id = info.targetId;
    this.mainFrameId = info.targetId;
    this.info = info;
    this.session = session;
    this.bornAt = now();
    this.committedAt = this.bornAt;
    this.#now = now;
    this.requests = new RequestTracker(now);
    this.holds = new Holds(now);
    this.#dialogHold = new Holds(now);
  }

  /** The JavaScript dialog that is open, if any. While one is, the page's scripts stand still. */
  get dialog(): Dialog | undefined {
    return this.#dialog;
  }

  /** A dialog has opened (calls under way are given up) or closed. */
  setDialog(dialog: Dialog | undefined): void {
    this.#dialog = dialog;
    this.#dialogHold.release('drawn');
    if (dialog === undefined) return;
    this.#dialogHold.hold('drawn', DIALOG_DRAWN_MS, 'always');
    this.#giveUp(blockedBy(dialog));
  }

  /** The main frame shows a new document, of which nothing is known yet. */
  committed(): void {
    this.committedAt = this.#now();
    this.setCrashed(false);
    this.lastFacts = undefined;
    this.holds.clear();
    this.unanswered = 0;
  }

  /** The tab has crashed, or lives again. */
  setCrashed(crashed: boolean): void {
    this.crashed = crashed;
    if (!crashed) return;
    this.loading = false;
    this.requests.clear();
    this.holds.clear();
    this.#giveUp(crashError());
  }

  /** Aborts with the error as its reason once a dialog opens or the page crashes. */
  get interrupted(): AbortSignal {
    return this.#interrupt.signal;
  }

  /** Gives the page the keyboard focus: after a navigation it would otherwise stay in the address bar. */
  async bringToFront(): Promise<void> {
    if (this.#dialog === undefined) await this.session.send('Page.bringToFront', {}, { timeoutMs: FRONT_MS });
  }

  /** Whether something that loads the page, or that began at or after `since`, goes on. */
  busy(since: number): boolean {
    if (this.crashed) return false;
    if (this.#dialog !== undefined) return this.#dialogHold.busy(since);
    return this.loading || this.requests.busy(since) || this.holds.busy(since);
  }

  /** When the next thing that it waits for stops counting by its time. */
  get nextExpiry(): number | undefined {
    const parts = [this.requests, this.holds, this.#dialogHold];
    const next = Math.min(...parts.map(({ nextExpiry }) => nextExpiry ?? Infinity));
    return next === Infinity ? undefined : next;
  }

  /** Whether the page does not answer and nothing else explains that: a script of it runs on and on. One silence may mean that it is slow. */
  get hung(): boolean {
    return this.unanswered > 1 && !this.crashed && !this.loading && this.#dialog === undefined;
  }

  /** Throws why the page cannot answer now, if that is known. */
  assertAnswers(): void {
    if (this.crashed) throw crashError();
    if (this.#dialog !== undefined) throw blockedBy(this.#dialog);
  }

  /** Runs a page function; gives up at once when a dialog opens or the page crashes. */
  async call<N extends EntryName>(
    frameId: string,
    name: N,
    args: EntryArguments<N>,
    options: PageCallOptions = {},
  ): Promise<EntryResult<N>> {
    this.assertAnswers();
    const { signal } = options;
    const interrupted = this.interrupted;
    return this.worlds.call(frameId, name, args, {
      ...options,
      signal: signal === undefined ? interrupted : AbortSignal.any([signal, interrupted]),
    });
  }

  /** The document's facts, remembered for when it cannot answer. */
  async facts(timeoutMs?: number): Promise<RawFacts> {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    try {
      this.lastFacts = await this.call(this.mainFrameId, 'facts', [], options);
      this.unanswered = 0;
    } catch (error) {
      this.unanswered++;
      throw error;
    }
    return this.lastFacts;
  }

  #giveUp(reason: DeskhandError): void {
    this.#interrupt.abort(reason);
    this.#interrupt = new AbortController();
  }
}

/** The error for whatever needs the page while a dialog is open. */
export function blockedBy(dialog: Dialog): DeskhandError {
  return new DeskhandError('action_failed', `A dialog is open (${dialog.type}): "${dialog.message}".`, {
    hint: 'Answer it first, with the action dialog (accept: true or false) or by its buttons (Enter accepts, Escape dismisses); the page stands still until then.',
  });
}

function crashError(): DeskhandError {
  return new DeskhandError('action_failed', 'The page has crashed.', {
    hint: 'Reload it or go to another address.',
  });
}
