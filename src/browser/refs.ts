import type { PageElement } from './browser.ts';

/** How many refs are remembered; the oldest are forgotten first. */
const MAX_REFS = 5000;

/** What a ref stands for: an element by its number, which no element of another document has. */
export interface RefTarget {
  readonly tabId: string;
  readonly frameId: string;
  readonly elementId: number;
}

/** A ref and how the element was listed last. */
export interface KnownRef extends RefTarget {
  readonly ref: string;
  role: string;
  name: string;
}

/**
 * Hands out `e1`, `e2`, … and remembers what they mean. The same element keeps its ref for as long as its document lives, and
 * a ref is never given to another element, so an old one cannot hit something new. It outlives the browser: after a restart
 * the refs from before are still known, as gone.
 */
export class RefBook {
  readonly #byTarget = new Map<string, KnownRef>();
  readonly #byRef = new Map<string, KnownRef>();
  #last = 0;

  /** The element's ref, given on first sight; notes its role and name for later errors. */
  refFor(target: RefTarget, element: Pick<PageElement, 'role' | 'name'>): string {
    const key = `${target.tabId} ${target.frameId} ${target.elementId}`;
    const known = this.#byTarget.get(key);
    if (known !== undefined) {
      known.role = element.role;
      known.name = element.name;
      return known.ref;
    }
    const entry: KnownRef = { ...target, ref: `e${++this.#last}`, role: element.role, name: element.name };
    this.#byTarget.set(key, entry);
    this.#byRef.set(entry.ref, entry);
    this.#forgetOldest();
    return entry.ref;
  }

  /** What a ref means, or undefined for one that was never given out or is forgotten. */
  get(ref: string): KnownRef | undefined {
    return this.#byRef.get(ref);
  }

  #forgetOldest(): void {
    if (this.#byRef.size <= MAX_REFS) return;
    for (const [key, { ref }] of this.#byTarget) {
      this.#byTarget.delete(key);
      this.#byRef.delete(ref);
      break;
    }
  }
}
