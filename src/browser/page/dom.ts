/**
 * The part of the DOM that the page functions use. Declared here, and not through TypeScript's `dom` library, so that
 * `window` and its kin stay unknown to the rest of the program, which runs in Node.
 */

/** DOMRect, in CSS pixels of its frame's viewport. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Any DOM node. `nodeType`: 1 element, 3 text, 9 document, 11 shadow root. */
export interface DomNode {
  readonly nodeType: number;
  readonly parentNode: DomNode | null;
  readonly childNodes: ArrayLike<DomNode>;
  readonly isConnected: boolean;
  readonly textContent: string | null;
  getRootNode(): DomRoot;
  contains(other: DomNode | null): boolean;
}

/** A text node. */
export interface DomText extends DomNode {
  readonly data: string;
}

/** A document or a shadow root. */
export interface DomRoot extends DomNode {
  readonly host?: DomElement;
  readonly activeElement: DomElement | null;
  elementFromPoint(x: number, y: number): DomElement | null;
  getElementById(id: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement>;
}

/** Computed style: the properties that are read. */
export interface DomStyle {
  readonly display: string;
  readonly visibility: string;
  readonly opacity: string;
  readonly overflowX: string;
  readonly overflowY: string;
  readonly position: string;
  readonly cursor: string;
  readonly pointerEvents: string;
  readonly content: string;
  readonly contentVisibility: string;
  readonly paddingLeft: string;
  readonly paddingTop: string;
  readonly transform: string;
  readonly scale: string;
  readonly rotate: string;
  readonly textTransform: string;
}

/** Any element, with the members of its subtypes that are read; those are undefined on other elements. */
export interface DomElement extends DomNode {
  readonly localName: string;
  readonly children: ArrayLike<DomElement>;
  readonly parentElement: DomElement | null;
  readonly shadowRoot: DomRoot | null;
  readonly assignedSlot: DomElement | null;
  readonly isContentEditable?: boolean;
  readonly clientLeft: number;
  readonly clientTop: number;
  readonly clientWidth: number;
  readonly clientHeight: number;
  readonly scrollWidth: number;
  readonly scrollHeight: number;
  readonly scrollLeft: number;
  readonly scrollTop: number;
  readonly offsetWidth?: number;
  readonly offsetHeight?: number;
  readonly innerText?: string;
  readonly type?: string;
  readonly value?: string;
  /** Null where a field has no caret to tell of, such as one for numbers. */
  readonly selectionStart?: number | null;
  readonly selectionEnd?: number | null;
  readonly checked?: boolean;
  readonly indeterminate?: boolean;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly selected?: boolean;
  readonly open?: boolean;
  readonly label?: string;
  readonly text?: string;
  readonly alt?: string;
  readonly href?: string | object;
  readonly draggable?: boolean;
  readonly controls?: boolean;
  readonly tabIndex?: number;
  readonly size?: number;
  readonly labels?: ArrayLike<DomElement> | null;
  readonly control?: DomElement | null;
  readonly form?: DomElement | null;
  /** What a button opens by its attribute `popovertarget`. */
  readonly popoverTargetElement?: DomElement | null;
  /** Of SVG elements only; null on the outermost. */
  readonly ownerSVGElement?: DomElement | null;
  readonly baseURI: string;
  readonly options?: ArrayLike<DomElement>;
  readonly selectedOptions?: ArrayLike<DomElement>;
  readonly files?: ArrayLike<{ readonly name: string }> | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  matches(selector: string): boolean;
  closest(selector: string): DomElement | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement>;
  getBoundingClientRect(): Rect;
  getClientRects(): ArrayLike<Rect>;
  scrollIntoView(options: { block: string; inline: string; behavior: string }): void;
  focus(options?: { preventScroll: boolean }): void;
  checkVisibility(options: { visibilityProperty: boolean; opacityProperty?: boolean }): boolean;
  assignedNodes?(options: { flatten: boolean }): readonly DomNode[];
}

/** A stretch of text. */
export interface DomRange {
  setStart(node: DomNode, offset: number): void;
  setEnd(node: DomNode, offset: number): void;
  getBoundingClientRect(): Rect;
  getClientRects(): ArrayLike<Rect>;
  selectNodeContents(node: DomNode): void;
}

/** The document. */
export interface DomDocument extends DomRoot {
  readonly title: string;
  readonly URL: string;
  readonly readyState: string;
  readonly visibilityState: 'visible' | 'hidden';
  readonly documentElement: DomElement | null;
  readonly body: DomElement | null;
  readonly scrollingElement: DomElement | null;
  hasFocus(): boolean;
  getElementsByTagName(name: string): ArrayLike<DomElement>;
  createRange(): DomRange;
}

/** The window. */
export interface DomWindow {
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
  readonly screenX: number;
  readonly screenY: number;
  readonly scrollX: number;
  readonly scrollY: number;
  readonly devicePixelRatio: number;
  readonly screen: { readonly width: number; readonly height: number };
  readonly visualViewport: {
    readonly width: number;
    readonly height: number;
    readonly scale: number;
    readonly offsetLeft: number;
    readonly offsetTop: number;
  } | null;
  getComputedStyle(element: DomElement, pseudo?: string): DomStyle;
  getSelection(): {
    readonly anchorOffset: number;
    readonly focusOffset: number;
    readonly isCollapsed: boolean;
  } | null;
  requestAnimationFrame(callback: () => void): number;
}
