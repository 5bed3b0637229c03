/** The tabs of the desktop's own browser. */
export interface OwnTabs {
  /** As they are now. */
  readonly own: readonly { readonly id: string }[];
  open(url: string): Promise<unknown>;
}

/** A tab that is still there so long after it was told to close has asked whether it may, in ms. */
const CLOSING_MS = 2000;

/**
 * Sees to it that a tab of the desktop's own is left when tabs are closed, however many at once and by whom: Chromium ends with its
 * last window.
 */
export class LastTab {
  readonly #tabs: OwnTabs;
  readonly #closing = new Set<string>();
  #spare: Promise<unknown> | undefined;

  constructor(tabs: OwnTabs) {
    this.#tabs = tabs;
  }

  /** Resolves once this target may be closed: another tab stays, if need be an empty one that was opened for that. */
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
      await this.#tabs.open('about:blank');
    } finally {
      this.#spare = undefined;
    }
  }
}
