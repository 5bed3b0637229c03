import type { DomDocument, DomWindow } from './dom.ts';

declare const document: DomDocument;
declare const window: DomWindow;

/** What a document says about itself and its window. Lengths in CSS pixels, of the window in device-independent ones. */
export interface RawFacts {
  readonly url: string;
  readonly title: string;
  readonly readyState: string;
  readonly visible: boolean;
  readonly focused: boolean;
  /** Whether an element (or a frame) of it has the focus within it. */
  readonly hasActive: boolean;
  readonly scrollX: number;
  readonly scrollY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly outerWidth: number;
  readonly outerHeight: number;
  readonly screenX: number;
  readonly screenY: number;
  readonly screenWidth: number;
  readonly devicePixelRatio: number;
  readonly pinchScale: number;
  readonly pinchX: number;
  readonly pinchY: number;
}

/** The facts of this document at this moment. */
export function facts(): RawFacts {
  const root = document.scrollingElement ?? document.documentElement;
  const active = document.activeElement;
  const pinch = window.visualViewport;
  return {
    url: document.URL,
    title: document.title,
    readyState: document.readyState,
    visible: document.visibilityState === 'visible',
    focused: document.hasFocus(),
    hasActive: active !== null && active !== document.body && active !== document.documentElement,
    scrollX: Math.round(window.scrollX),
    scrollY: Math.round(window.scrollY),
    maxX: Math.max(0, (root?.scrollWidth ?? 0) - (root?.clientWidth ?? 0)),
    maxY: Math.max(0, (root?.scrollHeight ?? 0) - (root?.clientHeight ?? 0)),
    innerWidth: exactLength(window.innerWidth, (pinch?.width ?? 0) * (pinch?.scale ?? 1)),
    innerHeight: exactLength(window.innerHeight, (pinch?.height ?? 0) * (pinch?.scale ?? 1)),
    outerWidth: window.outerWidth,
    outerHeight: window.outerHeight,
    screenX: window.screenX,
    screenY: window.screenY,
    screenWidth: window.screen.width,
    devicePixelRatio: window.devicePixelRatio,
    pinchScale: pinch?.scale ?? 1,
    pinchX: pinch?.offsetLeft ?? 0,
    pinchY: pinch?.offsetTop ?? 0,
  };
}

/** The viewport's length with its fraction: the window rounds it, and the visual viewport leaves scroll bars out. */
export function exactLength(rounded: number, exact: number): number {
  return Math.abs(exact - rounded) < 1 ? exact : rounded;
}
