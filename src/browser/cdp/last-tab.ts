import type { CdpConnection } from './connection.ts';

/** The tabs of the desktop's own browser as they are now. */
export interface OwnTabs {
  readonly own: readonly { readonly id: string }[];
}

/** A tab that is still there so long after it was told to close has asked whether it may, in ms. */
const CLOSING_MS = 2000;

/** Sees to it that a tab of the desktop's own is left when guests close tabs, however many at once: Chromium ends with its last window. */
export class LastTab {
  readonly #connection: CdpConnection;
  readonly #tabs: OwnTabs;
  readonly #closing = new Set<string>();
  #spare: Promise<unknown> | undefined;

  constructor(connection: CdpConnection, tabs: OwnTabs) {
    this.#connection = connection;
    this.#tabs = tabs;
  }

  /** Resolves once this target may be closed: another tab stays, if need be one that was opened for that. */
  async mayClose(targetId: string): Promise<void> {
    const { own } = this.#tabs;
    if (!own.some(({ id }) => id === targetId)) return;
    this.#closing.add(targetId);
    setTimeout(() => this.#closing.delete(targetId), CLOSING_MS).unref();
    if (own.some(({ id }) => !this.#closing.has(id))) return;
    this.#spare ??= this.#open();
    await this.#spare;
  }

  async #open(): Promise<void> {
    try {
      await this.#connection.browser.send('Target.createTarget', { url: 'about:blank' });
    } finally {
      this.#spare = undefined;
    }
  }
}
