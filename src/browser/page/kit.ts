import type { DomElement, DomNode, DomRoot } from './dom.ts';

/**
 * What the page functions keep between calls: one object in the isolated world of one document. The page's own scripts
 * cannot see it.
 */
export interface Kit {
  /**
   * Number of each element that was ever listed; an element keeps it for as long as it lives. Counting begins at random, so that
   * a number from one document means nothing in the next one, whatever Chromium reuses for it.
   */
  readonly ids: WeakMap<DomElement, number>;
  readonly elements: Map<number, WeakRef<DomElement>>;
  nextId: number;
  /** Closed shadow roots that the protocol has handed over, by host. */
  readonly closedRoots: WeakMap<DomElement, DomRoot>;
  /** Hosts that were looked at for a closed root already. */
  readonly asked: WeakSet<DomElement>;
}

/** A fresh kit. Page function: it must use nothing but its parameters, globals and other page functions. */
export function createKit(): Kit {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return {
    ids: new WeakMap(),
    elements: new Map(),
    // Below 2^52, which leaves as many to count.
    nextId: (high >>> 12) * 2 ** 32 + low,
    closedRoots: new WeakMap(),
    asked: new WeakSet(),
  };
}

/** The element's number, given on first sight. */
export function idOf(kit: Kit, element: DomElement): number {
  const known = kit.ids.get(element);
  if (known !== undefined) return known;
  const id = kit.nextId++;
  kit.ids.set(element, id);
  kit.elements.set(id, new WeakRef(element));
  return id;
}

/** The element with this number, if it is still in the document. */
export function elementOf(kit: Kit, id: number): DomElement | undefined {
  const element = kit.elements.get(id)?.deref();
  return element?.isConnected === true ? element : undefined;
}

/** The element's shadow root, open or closed (as far as closed ones were handed over). */
export function rootOf(kit: Kit, element: DomElement): DomRoot | undefined {
  return element.shadowRoot ?? kit.closedRoots.get(element);
}

/** The children as they are rendered: a shadow host's are its root's, a slot's are what is assigned to it. */
export function flatChildren(kit: Kit, node: DomNode): ArrayLike<DomNode> {
  if (node.nodeType !== 1) return node.childNodes;
  const element = node as DomElement;
  const root = rootOf(kit, element);
  if (root !== undefined) return root.childNodes;
  if (element.localName === 'slot' && element.assignedNodes !== undefined) {
    const assigned = element.assignedNodes({ flatten: true });
    if (assigned.length > 0) return assigned;
  }
  return element.childNodes;
}

/** The parent as it is rendered: out of a slot into the slot, out of a shadow root to its host. */
export function flatParent(element: DomElement): DomElement | undefined {
  if (element.assignedSlot !== null) return element.assignedSlot;
  const parent = element.parentNode;
  if (parent === null) return undefined;
  if (parent.nodeType === 11) return (parent as DomRoot).host;
  return parent.nodeType === 1 ? (parent as DomElement) : undefined;
}

/** Whether `inner` is `outer` or is rendered somewhere inside it. */
export function flatContains(outer: DomElement, inner: DomElement | null): boolean {
  for (let at: DomElement | undefined = inner ?? undefined; at !== undefined; at = flatParent(at)) {
    if (at === outer) return true;
  }
  return false;
}
