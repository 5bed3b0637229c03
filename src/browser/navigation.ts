import { DeskhandError } from '../base/errors.ts';
import type { CdpSession } from './cdp/session.ts';
import type { EventName, Events } from './cdp/protocol.ts';
import { blockedBy } from './tab.ts';
import type { Tab } from './tab.ts';
import { normaliseUrl } from './url.ts';

/** A server that sends nothing for this long is given up, in ms. */
const NAVIGATION_MS = 30_000;

/** A page that does not answer for this long before it is left is taken for hung, in ms. */
const HUNG_MS = 500;

/** A page whose script was stopped and that still does not answer for this long will not let go of its tab, in ms. */
const STUCK_MS = 4000;

/** Why a URL could not be fetched since then (`performance.now()`); undefined when the network side knows of no reason. */
export type FailureOf = (url: string, since: number) => DeskhandError | undefined;

/** Navigates a tab that was made ready, and resolves once the new document is there, or a download has begun. See `Browser.goto`. */
export async function goTo(
  tab: Tab,
  address: string,
  signal: AbortSignal,
  failureOf: FailureOf = () => undefined,
): Promise<void> {
  const url = normaliseUrl(address);
  const began = performance.now();
  const answer = watchAnswer(tab.session, tab.mainFrameId);
  try {
    const done = await orStop(tab, signal, () =>
      tab.session.send(
        'Page.navigate',
        { url },
        { timeoutMs: NAVIGATION_MS, signal: AbortSignal.any([signal, tab.interrupted]) },
      ),
    );
    const failed = done.errorText !== undefined && done.errorText !== '';
    const hasArrived = !failed || done.isDownload === true || answer.isEmpty();
    // What the proxy could not fetch looks like a page of the site (HTTP) or like a tunnel that failed (HTTPS).
    const reason = failed || answer.mayBeProxys() ? failureOf(answer.url() ?? url, began) : undefined;
    if (hasArrived && reason === undefined) return await tab.bringToFront();
    throw reason ?? navigationFailed(url, done.errorText ?? '');
  } finally {
    answer.stop();
  }
}

/** Moves through the tab's history; resolves false when there is no such entry. */
export async function goThroughHistory(tab: Tab, step: -1 | 1, signal: AbortSignal): Promise<boolean> {
  await makeReady(tab);
  const { currentIndex, entries } = await tab.session.send('Page.getNavigationHistory', {}, { signal });
  const entry = entries[currentIndex + step];
  if (entry === undefined) return false;
  await orStop(tab, signal, () =>
    untilCommitted(tab, signal, () =>
      tab.session.send('Page.navigateToHistoryEntry', { entryId: entry.id }, { signal }),
    ),
  );
  await tab.bringToFront();
  return true;
}

/** Loads the page again and resolves once the new document is there. */
export async function reloadTab(tab: Tab, signal: AbortSignal): Promise<void> {
  await makeReady(tab);
  await orStop(tab, signal, () =>
    untilCommitted(tab, signal, () => tab.session.send('Page.reload', {}, { signal })),
  );
}

/** Starts a navigation and waits until the main frame has its document, or the navigation has come to nothing. */
async function untilCommitted(tab: Tab, signal: AbortSignal, start: () => Promise<unknown>): Promise<void> {
  const { session, mainFrameId } = tab;
  const committed = Promise.withResolvers<void>();
  const stops = [
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.id === mainFrameId) committed.resolve();
    }),
    session.on('Page.navigatedWithinDocument', ({ frameId }) => {
      if (frameId === mainFrameId) committed.resolve();
    }),
    session.on('Page.frameStoppedLoading', ({ frameId }) => {
      if (frameId === mainFrameId) committed.resolve();
    }),
  ];
  const timer = setTimeout(
    () =>
      committed.reject(
        new DeskhandError('timeout', `The page did not answer within ${NAVIGATION_MS / 1000} s.`),
      ),
    NAVIGATION_MS,
  );
  const either = AbortSignal.any([signal, tab.interrupted, session.closed]);
  const abort = (): void => committed.reject(reasonOf(either));
  either.addEventListener('abort', abort, { once: true });
  try {
    if (either.aborted) abort();
    await Promise.all([start(), committed.promise]);
  } finally {
    clearTimeout(timer);
    either.removeEventListener('abort', abort);
    for (const stop of stops) stop();
  }
}

/** Runs a navigation; when it is cancelled or takes too long the page stops loading, too. */
async function orStop<T>(tab: Tab, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const late = error instanceof DeskhandError && error.code === 'timeout';
    if (signal.aborted || late) tab.session.send('Page.stopLoading', {}).catch(() => undefined);
    throw error;
  }
}

/** What is seen of the document that a navigation fetches. */
interface WatchedAnswer {
  /** The address it came to, after redirects; undefined when nothing was fetched. */
  url(): string | undefined;
  /** An answer without content (204, 205): the page stays, and that is no failure. */
  isEmpty(): boolean;
  /** It has one of the statuses that our proxy uses. */
  mayBeProxys(): boolean;
  stop(): void;
}

function watchAnswer(session: CdpSession, mainFrameId: string): WatchedAnswer {
  let status = 0;
  let url: string | undefined;
  const documents = new Set<string>();
  const on = <E extends EventName>(event: E, listener: (params: Events[E]) => void): (() => void) =>
    session.on(event, listener);
  const stops = [
    on('Network.requestWillBeSent', ({ requestId, type, frameId, request }) => {
      if (type !== 'Document' || frameId !== mainFrameId) return;
      documents.add(requestId);
      url = request?.url ?? url;
    }),
    on('Network.responseReceived', ({ requestId, response }) => {
      if (documents.has(requestId)) status = response.status;
    }),
  ];
  return {
    url: () => url,
    isEmpty: () => status === 204 || status === 205,
    mayBeProxys: () => status === 403 || status === 502,
    stop: () => stops.forEach((stop) => stop()),
  };
}

function navigationFailed(url: string, errorText: string): DeskhandError {
  const hint = HINTS[errorText];
  return new DeskhandError(
    'action_failed',
    `${url} could not be opened: ${errorText}.`,
    hint === undefined ? {} : { hint },
  );
}

const HINTS: Readonly<Record<string, string>> = {
  'net::ERR_NAME_NOT_RESOLVED': 'There is no such host; check the spelling.',
  'net::ERR_CONNECTION_REFUSED': 'Nothing listens at that host and port.',
  'net::ERR_INTERNET_DISCONNECTED': 'The desktop has no network.',
  'net::ERR_BLOCKED_BY_ADMINISTRATOR':
    'It, or where it leads to, is not allowed on this desktop (ALLOWED_DOMAINS, BLOCKED_DOMAINS).',
  'net::ERR_TUNNEL_CONNECTION_FAILED': 'Where it leads to cannot be reached or is not allowed.',
  'net::ERR_ABORTED': 'The page stopped the navigation, or another one took its place.',
};

/**
 * Throws while a dialog is open; stops a script that does not let its page go on, since it would block leaving it, too. False when
 * the page does not even answer then: its process is stuck, and a navigation would wait for it for ever.
 */
export async function makeReady(tab: Tab): Promise<boolean> {
  if (tab.dialog !== undefined) throw blockedBy(tab.dialog);
  if (tab.crashed) return true;
  const answers = await tab.facts(HUNG_MS).then(
    () => true,
    () => false,
  );
  if (answers || tab.dialog !== undefined) return true;
  await tab.session.send('Runtime.terminateExecution', {}, { timeoutMs: HUNG_MS }).catch(() => undefined);
  await tab.facts(STUCK_MS).catch(() => undefined);
  // A page that is just being loaded may have nothing yet that could answer; it can be left all the same.
  return tab.unanswered === 0 || tab.loading || tab.crashed;
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof DeskhandError
    ? reason
    : new DeskhandError('cancelled', 'The navigation was cancelled.', { cause: reason });
}
