import { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { CdpConnection } from './cdp/connection.ts';
import type { TargetInfo } from './cdp/protocol.ts';
import { findFrontTab } from './front-tab.ts';
import { LastTab } from './last-tab.ts';
import { PrintPreviews } from './print-previews.ts';
import { Tab } from './tab.ts';
import { untilClosed, untilOpen } from './tab-changes.ts';
import { watchTab } from './watch.ts';

/** How long a background tab may take to say whether it shows, in ms. */
const LOOK_MS = 300;

/** Pages only: not the browser's own surfaces, workers or extensions. */
const PAGES = [{ type: 'page' }];

/** The print preview begins as a target of no kind. */
const DISCOVERED = [...PAGES, { type: 'other' }];

/**
 * The open tabs, and which of them shows. Chromium has no event for a change of tab, so whoever needs the active tab asks
 * it first whether it still shows; only when it does not are the others asked.
 */
export class Tabs {
  readonly #connection: CdpConnection;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #tabs = new Map<string, Tab>();
  readonly #bySession = new Map<string, Tab>();
  readonly #listeners = new Set<() => void>();
  readonly #previews: PrintPreviews;
  /** Calls `listener` after every change of a tab or of the active tab; returns the unsubscribe function. */
  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  /** The context of the first tab, which Chromium opens by itself. */
  #ownContext: string | undefined;
  /** Asked before any tab is closed. */
  readonly lastTab = new LastTab(this);
  #active: Tab | undefined;
  #waiting: (() => void)[] = [];

  constructor(connection: CdpConnection, log: Log, now: () => number) {
    this.#connection = connection;
    this.#log = log;
    this.#now = now;
    const { browser } = connection;
    browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => this.#attach(sessionId, targetInfo));
    browser.on('Target.detachedFromTarget', ({ sessionId }) => this.#detach(sessionId));
    browser.on('Target.targetInfoChanged', ({ targetInfo }) => {
      const tab = this.#tabs.get(targetInfo.targetId);
      if (tab !== undefined) tab.info = targetInfo;
    });
    this.#previews = new PrintPreviews(browser, () => this.#changed());
  }

  /** Attaches to every page there is and will be; resolves when the first one can be asked. */
  async start(timeoutMs: number): Promise<void> {
    const { browser } = this.#connection;
    const first = Promise.withResolvers<void>();
    this.#waiting.push(first.resolve);
    const timer = setTimeout(
      () =>
        first.reject(new DeskhandError('not_ready', `The browser opened no page within ${timeoutMs} ms.`)),
      timeoutMs,
    );
    try {
      await browser.send('Target.setDiscoverTargets', { discover: true, filter: DISCOVERED });
      await browser.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: false,
        flatten: true,
        filter: PAGES,
      });
      await first.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** All tabs in the order in which they were opened. */
  get all(): readonly Tab[] {
    return [...this.#tabs.values()];
  }

  /** Those of the desktop's own browser, not of contexts that guests have made: Chromium ends with the last of them, sooner or later. */
  get own(): readonly Tab[] {
    return this.all.filter(({ info }) => info.browserContextId === this.#ownContext);
  }

  /** The tab that showed when it was last looked. Throws `not_ready` while there is none. */
  get active(): Tab {
    if (this.#active !== undefined) return this.#active;
    throw new DeskhandError('not_ready', 'The browser has no open tab at the moment.', {
      hint: 'Try again in a second.',
    });
  }

  /** The active tab if there is one. */
  get activeOrNone(): Tab | undefined {
    return this.#active;
  }

  /** The target of the print preview that is open, if one is. */
  get printPreview(): string | undefined {
    return this.#previews.last;
  }

  /** The tab with this id; throws `not_found`. */
  get(id: string): Tab {
    const tab = this.#tabs.get(id);
    if (tab !== undefined) return tab;
    throw new DeskhandError('not_found', `There is no tab ${id}.`, { hint: 'List the tabs for their ids.' });
  }

  /** The tab that shows now. */
  async current(): Promise<Tab> {
    const { active } = this;
    const facts = await active.facts(LOOK_MS).catch(() => undefined);
    if (facts?.visible === true && (facts.focused || this.#tabs.size === 1)) return active;
    if (this.#tabs.size > 1) await this.#look();
    return this.active;
  }

  /** Makes a tab the active one: it was brought to the front just now. */
  setActive(tab: Tab): void {
    tab.frontAt = this.#now();
    this.#active = tab;
    this.#changed();
  }

  /** Asks the browser for the addresses and titles of the tabs: it does not announce every change of a title. */
  async refreshTitles(): Promise<void> {
    const { targetInfos } = await this.#connection.browser.send('Target.getTargets', { filter: PAGES });
    for (const info of targetInfos) {
      const tab = this.#tabs.get(info.targetId);
      if (tab !== undefined) tab.info = info;
    }
  }

  /** Opens a tab in front and resolves once it can be asked. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.#connection.browser.send('Target.createTarget', { url });
    const tab = await untilOpen(() => this.#tabs.get(targetId), this.onChange);
    this.setActive(tab);
    await tab.bringToFront();
    return tab;
  }

  /** Brings a tab to the front. */
  async activate(id: string): Promise<void> {
    const tab = this.get(id);
    await this.#connection.browser.send('Target.activateTarget', { targetId: id });
    this.setActive(tab);
    await tab.bringToFront();
  }

  /** Closes a tab; the last one is replaced by an empty one, since Chromium ends with its last tab. */
  async close(id: string): Promise<void> {
    const tab = this.get(id);
    await this.lastTab.mayClose(id);
    const { browser } = this.#connection;
    await untilClosed(tab, this.onChange, () => browser.send('Target.closeTarget', { targetId: id }));
    if (tab.dialog === undefined && this.#tabs.size > 1) await this.#look();
  }

  /** Makes the tab that shows the active one. */
  async #look(): Promise<void> {
    const front = await findFrontTab(this.all, LOOK_MS, (tab) => this.#windowOf(tab));
    if (front !== undefined && front !== this.#active && this.#tabs.has(front.id)) this.setActive(front);
  }

  async #windowOf(tab: Tab): Promise<number> {
    const { windowId } = await this.#connection.browser.send(
      'Browser.getWindowForTarget',
      { targetId: tab.id },
      { timeoutMs: LOOK_MS },
    );
    return windowId;
  }

  #attach(sessionId: string, info: TargetInfo): void {
    if (info.type !== 'page' || this.#tabs.has(info.targetId)) return;
    const tab = new Tab(info, this.#connection.session(sessionId), this.#now);
    tab.frontAt = tab.bornAt;
    this.#ownContext ??= info.browserContextId;
    this.#tabs.set(tab.id, tab);
    this.#bySession.set(sessionId, tab);
    const changed = (): void => this.#changed();
    watchTab(tab, { connection: this.#connection, log: this.#log, changed })
      .then(() => this.#arrived(tab))
      .catch((error: unknown) =>
        this.#log.debug('A tab went before it could be watched', { error: String(error) }),
      );
  }

  async #arrived(tab: Tab): Promise<void> {
    this.#active ??= tab;
    if (this.#tabs.size > 1) await this.#look();
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.#changed();
  }

  #detach(sessionId: string): void {
    const tab = this.#bySession.get(sessionId);
    if (tab === undefined) return;
    this.#bySession.delete(sessionId);
    this.#tabs.delete(tab.id);
    tab.session.close();
    if (this.#active === tab) this.#active = this.all.toSorted((a, b) => b.frontAt - a.frontAt)[0];
    this.#changed();
    if (this.#tabs.size > 0) this.#look().catch(() => undefined);
    if (this.own.length === 0) this.#openBlank();
  }

  /** Chromium ends with its last tab, so there must always be one. */
  #openBlank(): void {
    if (!this.#connection.isOpen) return;
    this.#connection.browser
      .send('Target.createTarget', { url: 'about:blank' })
      .catch((error: unknown) => this.#log.debug('No tab could be opened', { error: String(error) }));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
