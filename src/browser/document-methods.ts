import type { CdpSession } from './cdp/session.ts';

/** How many documents are remembered: those that Chromium may bring back whole, and some more. */
const REMEMBERED = 50;

/** Chromium itself knows its history, whatever the page does, in ms. */
const HISTORY_MS = 500;

/**
 * Whether the document of a tab came by POST, so that loading it again sends its form again: `Page.reload` asks nobody. Told by the
 * requests for documents. Where none was seen, as of a tab that opened with it, the history tells that a form was sent, not by
 * which method: that counts as POST.
 */
export class DocumentMethods {
  /** Methods by the id of the document's loader, the last one after redirects. */
  readonly #methods = new Map<string, string>();
  #loaderId = '';
  #fromHistory: boolean | undefined;

  /** A document of the main frame is asked for, or its request was redirected. */
  asked(loaderId: string, method: string): void {
    this.#methods.delete(loaderId);
    this.#methods.set(loaderId, method);
    const [oldest] = this.#methods.keys();
    if (this.#methods.size > REMEMBERED && oldest !== undefined) this.#methods.delete(oldest);
  }

  /** The main frame shows the document of this loader. */
  committed(loaderId: string): void {
    this.#loaderId = loaderId;
    this.#fromHistory = undefined;
  }

  /** Whether the document that shows came by POST; undefined while that is not known. */
  get posted(): boolean | undefined {
    const method = this.#methods.get(this.#loaderId);
    return method === undefined ? this.#fromHistory : method === 'POST';
  }

  /** Looks into the history where the requests do not tell. A browser that does not answer may show anything. */
  async learn(session: CdpSession): Promise<boolean> {
    if (this.posted !== undefined) return this.posted;
    const loaderId = this.#loaderId;
    const sent = await cameByForm(session).catch(() => undefined);
    if (loaderId === this.#loaderId) this.#fromHistory = sent;
    return this.posted ?? true;
  }
}

async function cameByForm(session: CdpSession): Promise<boolean> {
  const { currentIndex, entries } = await session.send(
    'Page.getNavigationHistory',
    {},
    { timeoutMs: HISTORY_MS },
  );
  // A reload hides how the document came at first.
  return /^(form_submit|reload)$/.test(entries[currentIndex]?.transitionType ?? '');
}
