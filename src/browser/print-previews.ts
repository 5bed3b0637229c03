import type { CdpSession } from './cdp/session.ts';

/** The address of the print preview, which is a page in a dialog over its tab. */
const ADDRESS = 'chrome://print/';

/** The print previews that are open, by what the browser tells of its targets. */
export class PrintPreviews {
  readonly #targets = new Set<string>();

  /** `browser` is the session of the browser itself, with targets discovered; `changed` is called when one opens or closes. */
  constructor(browser: CdpSession, changed: () => void) {
    browser.on('Target.targetInfoChanged', ({ targetInfo: { targetId, url } }) => {
      if (!url.startsWith(ADDRESS)) return;
      this.#targets.add(targetId);
      changed();
    });
    browser.on('Target.targetDestroyed', ({ targetId }) => {
      if (this.#targets.delete(targetId)) changed();
    });
  }

  /** The target of the one that opened last; undefined when none is open. */
  get last(): string | undefined {
    return [...this.#targets].at(-1);
  }
}
