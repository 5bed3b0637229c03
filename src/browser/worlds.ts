import type { CdpSession } from './cdp/session.ts';
import { CdpError } from './cdp/session.ts';
import type { Evaluated } from './cdp/protocol.ts';
import { DeskhandError } from '../base/errors.ts';
import { callExpression, KIT, PAGE_SOURCE, WORLD } from './page/source.ts';
import type { EntryArguments, EntryName, EntryResult } from './page/source.ts';

/** Milliseconds that a page function may take before the page counts as hung. */
const PAGE_CALL_MS = 1500;

/** One frame of a tab: the session it lives in and its isolated world. */
interface FrameWorld {
  readonly session: CdpSession;
  context: Promise<number> | undefined;
}

/** Options of a call into a page. */
export interface PageCallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The isolated worlds of a tab's frames, one a document. The page functions run there: they see the page's DOM, and the
 * page sees nothing of them.
 */
export class Worlds {
  readonly #frames = new Map<string, FrameWorld>();

  /** A frame lives in this session (again): its world belongs to a new document. */
  set(frameId: string, session: CdpSession): void {
    this.#frames.set(frameId, { session, context: undefined });
  }

  /** Whether the frame is known. */
  has(frameId: string): boolean {
    return this.#frames.has(frameId);
  }

  /** Forgets a frame, unless another session has taken it over meanwhile. */
  delete(frameId: string, session: CdpSession): void {
    if (this.#frames.get(frameId)?.session === session) this.#frames.delete(frameId);
  }

  /** Forgets all frames of a session. */
  deleteSession(session: CdpSession): void {
    for (const [id, frame] of this.#frames) if (frame.session === session) this.#frames.delete(id);
  }

  /** The sessions that the frames live in, one a process. */
  get sessions(): readonly CdpSession[] {
    return [...new Set([...this.#frames.values()].map(({ session }) => session))];
  }

  /** The session that a frame lives in. Throws `not_ready` when the frame is gone. */
  sessionOf(frameId: string): CdpSession {
    return this.#frame(frameId).session;
  }

  /** The execution context of a frame's current document; it changes with each document. */
  contextOf(frameId: string): Promise<number> {
    const frame = this.#frame(frameId);
    frame.context ??= frame.session
      .send('Page.createIsolatedWorld', { frameId, worldName: WORLD }, { timeoutMs: PAGE_CALL_MS })
      .then((made) => made.executionContextId)
      .catch((error: unknown) => {
        frame.context = undefined;
        throw error;
      });
    return frame.context;
  }

  /** Runs a page function in a frame. A navigation in between is followed by one more try in the new document. */
  async call<N extends EntryName>(
    frameId: string,
    name: N,
    args: EntryArguments<N>,
    options: PageCallOptions = {},
  ): Promise<EntryResult<N>> {
    const evaluated = await this.evaluate(frameId, callExpression(name, args), true, options);
    return evaluated.result.value as EntryResult<N>;
  }

  /** Evaluates an expression in a frame's isolated world, with the page functions in place. */
  async evaluate(
    frameId: string,
    expression: string,
    byValue: boolean,
    options: PageCallOptions = {},
  ): Promise<Evaluated> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await this.#run(frameId, expression, byValue, options);
        if (result.exceptionDetails === undefined) return result;
        const text = result.exceptionDetails.exception?.description ?? result.exceptionDetails.text;
        if (!text.includes(KIT) || attempt > 2)
          throw new DeskhandError('internal', `A page function failed: ${text}`);
        await this.#run(frameId, PAGE_SOURCE, true, options);
      } catch (error) {
        if (!(error instanceof CdpError)) throw error;
        if (attempt > 2)
          throw new DeskhandError('not_ready', 'The page is changing; try again.', { cause: error });
        const frame = this.#frames.get(frameId);
        if (frame !== undefined) frame.context = undefined;
      }
    }
  }

  async #run(
    frameId: string,
    expression: string,
    returnByValue: boolean,
    options: PageCallOptions,
  ): Promise<Evaluated> {
    const contextId = await this.contextOf(frameId);
    return this.sessionOf(frameId).send(
      'Runtime.evaluate',
      { expression, contextId, returnByValue, awaitPromise: true, silent: true },
      { timeoutMs: options.timeoutMs ?? PAGE_CALL_MS, signal: options.signal },
    );
  }

  #frame(frameId: string): FrameWorld {
    const frame = this.#frames.get(frameId);
    if (frame === undefined) throw new DeskhandError('not_ready', 'That frame of the page is gone.');
    return frame;
  }
}
