import { DeskhandError } from '../base/errors.ts';
import type { Box, Size } from '../base/geometry.ts';
import { pageActivity } from './activity.ts';
import type {
  Browser,
  Dialog,
  Download,
  ElementList,
  PageActivity,
  PageFacts,
  Tab as TabInfo,
  PageReceiver,
} from './browser.ts';
import type { CdpConnection } from './cdp/connection.ts';
import type { DevTools } from './cdp/devtools.ts';
import { addCookies, readCookies } from './cookies.ts';
import type { StoredCookie } from './cookies.ts';
import { pageFacts, tabInfo } from './describe-tab.ts';
import { answerDialog, openDialog } from './dialogs.ts';
import type { Downloads } from './downloads.ts';
import { listElements } from './elements.ts';
import { goThroughHistory, goTo, makeReady, reloadTab } from './navigation.ts';
import type { FailureOf } from './navigation.ts';
import { DEFAULT_LIMIT } from './ranking.ts';
import { findInPage, pageHasText, readMarkdown } from './reading.ts';
import { receiverOf } from './receiver.ts';
import type { RefBook } from './refs.ts';
import type { Tabs } from './tabs.ts';
import { focusRef, locateRef } from './targeting.ts';
import type { Targeting } from './targeting.ts';
import { uploadTo } from './uploads.ts';
import { normaliseUrl } from './url.ts';
import { projectionOf } from './viewport.ts';

/** A page that did not answer at first has so much longer until it counts as hung, in ms. */
const SLOW_MS = 300;

/** A page that takes longer than this to tell its facts is described by what it told last, in ms. */
const FACTS_MS = 500;

/** What can be listed of a page while a dialog is open, which must not pass for an empty page once that has gone. */
const STANDS_STILL: ElementList = { elements: [], omitted: 0, unread: 'all' };

/** What the browser is made of. */
export interface ChromiumParts {
  readonly connection: CdpConnection;
  readonly tabs: Tabs;
  readonly downloads: Downloads;
  readonly refs: RefBook;
  readonly devtools: DevTools;
  readonly display: Size;
  readonly uploadsDir: string;
  readonly failureOf: FailureOf;
  readonly now: () => number;
  /** Milliseconds that Chromium gets to end by itself when it is closed; undefined: none. */
  readonly closeWithinMs: number | undefined;
  /** Closes the pipe; Chromium ends on that. */
  readonly end: () => void;
}

/** Chromium's window over one CDP connection. Each method works on the tab that shows. */
export class ChromiumBrowser implements Browser, AsyncDisposable {
  readonly activity: PageActivity;
  readonly closed: Promise<void>;
  /** The protocol for clients from outside. */
  readonly devtools: DevTools;
  readonly #parts: ChromiumParts;

  constructor(parts: ChromiumParts) {
    this.#parts = parts;
    this.closed = parts.connection.closed;
    this.devtools = parts.devtools;
    const activity = pageActivity(parts.tabs, parts.now, parts.display);
    this.activity = activity;
    void this.closed.then(() => activity[Symbol.dispose]());
  }

  get ready(): boolean {
    return this.#parts.connection.isOpen;
  }

  async page(): Promise<PageFacts> {
    const tab = await this.#parts.tabs.current();
    // `current` has just asked it: a page that did not answer is described from memory. It may only be slow.
    if (tab.unanswered === 1 && this.dialog() === undefined) await tab.facts(SLOW_MS).catch(() => undefined);
    const posted = await tab.documents.learn(tab.session);
    const facts = { ...pageFacts(tab, tab.lastFacts), ...(posted ? { posted } : {}) };
    return tab.hung && this.dialog() === undefined ? { ...facts, hung: true } : facts;
  }

  async elements(options: { readonly limit?: number } = {}): Promise<ElementList> {
    const tab = await this.#parts.tabs.current();
    if (tab.crashed) return { elements: [], omitted: 0 };
    if (this.dialog() !== undefined) return STANDS_STILL;
    if (tab.hung) {
      throw new DeskhandError('action_failed', 'The page does not respond: a script of it hangs.', {
        hint: 'Wait, reload it, or go to another address.',
      });
    }
    try {
      return await listElements(tab, this.#parts.refs, this.#parts.display, options.limit ?? DEFAULT_LIMIT);
    } catch (error) {
      // A dialog that opens meanwhile is no failure: the observation tells of it, and nothing else can be reached.
      if (this.dialog() !== undefined) return STANDS_STILL;
      throw error;
    }
  }

  async locate(ref: string): ReturnType<Browser['locate']> {
    return locateRef(await this.#targeting(), ref);
  }

  async focus(ref: string): Promise<void> {
    await focusRef(await this.#targeting(), ref);
  }

  async goto(url: string, signal: AbortSignal): Promise<void> {
    const tab = await this.#parts.tabs.current();
    if (await makeReady(tab)) return goTo(tab, url, signal, this.#parts.failureOf);
    // Neither to be asked nor to be ended, as after a window that was closed while it opened: another tab takes its place.
    const fresh = await this.#parts.tabs.open('about:blank');
    await this.#parts.tabs.close(tab.id).catch(() => undefined);
    return goTo(fresh, url, signal, this.#parts.failureOf);
  }

  async back(signal: AbortSignal): Promise<boolean> {
    return goThroughHistory(await this.#parts.tabs.current(), -1, signal);
  }

  async forward(signal: AbortSignal): Promise<boolean> {
    return goThroughHistory(await this.#parts.tabs.current(), 1, signal);
  }

  async reload(signal: AbortSignal): Promise<void> {
    await reloadTab(await this.#parts.tabs.current(), signal);
  }

  async tabs(): Promise<readonly TabInfo[]> {
    const active = await this.#parts.tabs.current();
    await this.#parts.tabs.refreshTitles();
    return this.#parts.tabs.all.map((tab) => tabInfo(tab, active));
  }

  async openTab(url: string): Promise<TabInfo> {
    const target = normaliseUrl(url);
    const tab = await this.#parts.tabs.open(target);
    return tabInfo(tab, tab);
  }

  async activateTab(id: string): Promise<void> {
    await this.#parts.tabs.activate(id);
  }

  async closeTab(id: string): Promise<void> {
    await this.#parts.tabs.close(id);
  }

  async readPage(): Promise<string> {
    return readMarkdown(await this.#parts.tabs.current());
  }

  async find(text: string): ReturnType<Browser['find']> {
    return findInPage(await this.#parts.tabs.current(), text, this.#parts.display);
  }

  async hasText(text: string): Promise<boolean> {
    return pageHasText(await this.#parts.tabs.current(), text);
  }

  receiver(): PageReceiver | undefined {
    const { connection, tabs } = this.#parts;
    return tabs.activeOrNone && receiverOf(tabs.activeOrNone, connection);
  }

  async upload(ref: string, paths: readonly string[]): Promise<void> {
    await uploadTo(await this.#targeting(), ref, paths, this.#parts.uploadsDir);
  }

  dialog(): Dialog | undefined {
    return openDialog(this.#parts.tabs);
  }

  async answerDialog(accept: boolean, text?: string): Promise<void> {
    await answerDialog(this.#parts.tabs, accept, text);
  }

  downloads(): readonly Download[] {
    return this.#parts.downloads.list();
  }

  async viewport(): Promise<Box> {
    const tab = await this.#parts.tabs.current();
    const facts = tab.lastFacts ?? (await tab.facts(FACTS_MS));
    return projectionOf(facts, this.#parts.display).viewport;
  }

  async ping(timeoutMs: number): ReturnType<Browser['ping']> {
    try {
      const { product } = await this.#parts.connection.browser.send('Browser.getVersion', {}, { timeoutMs });
      return { version: product, display: this.#parts.display };
    } catch (cause) {
      throw new DeskhandError('not_ready', `The browser did not answer within ${timeoutMs} ms.`, { cause });
    }
  }

  /** All cookies. */
  cookies(): Promise<readonly StoredCookie[]> {
    return readCookies(this.#parts.connection.browser);
  }

  /** Adds cookies to those that are there. Throws `action_failed` for one that Chromium cannot take. */
  async addCookies(cookies: readonly StoredCookie[]): Promise<void> {
    await addCookies(this.#parts.connection.browser, cookies);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { connection, closeWithinMs: timeoutMs } = this.#parts;
    if (timeoutMs !== undefined && connection.isOpen) {
      // Its end is the answer: the pipe breaks, or the time is over.
      const close = connection.browser.send('Browser.close', {}, { timeoutMs }).catch(() => {});
      await Promise.race([this.closed, close.then(() => within(this.closed, timeoutMs))]);
    }
    this.#parts.end();
    await this.closed;
  }

  async #targeting(): Promise<Targeting> {
    const { tabs, refs, display } = this.#parts;
    return {
      tab: await tabs.current(),
      refs,
      display,
      isOpen: (id) => tabs.all.some((tab) => tab.id === id),
    };
  }
}

/** Resolves with the promise, or after so many ms. */
async function within(promise: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([promise, late.promise]);
  clearTimeout(timer);
}
