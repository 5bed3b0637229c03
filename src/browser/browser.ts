import type { Box, Point, Size } from '../base/geometry.ts';

/** What the page is and where it stands. */
export interface PageFacts {
  readonly url: string;
  /** 1000 characters at most: a longer one is cut and ends with …. */
  readonly title: string;
  /** True from the start of a navigation to its load event, and while requests that an action started are under way. */
  readonly loading: boolean;
  /** The page does not answer: a script of it runs on and on. The other facts are what was known last. */
  readonly hung?: true;
  /**
   * Where a key goes: to an element of the page, or `outside` of the page, such as to the address bar. Absent where the page
   * has the keyboard but none of its elements does.
   */
  readonly focus?: 'element' | 'outside';
  /** The document came by POST, or may have: loading it again sends the form again. */
  readonly posted?: true;
  /** Scroll offset and its maximum, in CSS pixels. */
  readonly scroll: { readonly x: number; readonly y: number; readonly maxX: number; readonly maxY: number };
}

/** One thing in view that can be acted on or read, by the ARIA rules (docs/architecture.md says why not from Chromium's own tree). */
export interface PageElement {
  /** `e1`, `e2`, …: the same element keeps its ref for as long as it lives in the document. */
  readonly ref: string;
  /** ARIA role, such as `button`, `textbox`, `link`. */
  readonly role: string;
  /** Accessible name; may be empty. */
  readonly name: string;
  /** Current value of inputs and selects; never that of a password field. */
  readonly value?: string;
  /** Short states: `checked`, `disabled`, `expanded`, `focused`, `required`, `selected`, … */
  readonly states: readonly string[];
  /** Where a form is sent by POST (origin and path, at most 200 characters) that a click on this button, or Enter in this field, sends. */
  readonly posts?: string;
  /** Only with `posts`: a click on it sends that form, whatever its role says. */
  readonly submits?: true;
  /** Where the link leads that it is or lies in: origin and path (at most 200 characters of it); web addresses only. */
  readonly href?: string;
  /** A click saves a file: the link that it is or lies in has the attribute `download`, or leads to what the page has made (`blob:`). */
  readonly downloads?: true;
  /** The visible part, in display pixels. */
  readonly box: Box;
}

/** The elements in view, ranked and capped. */
export interface ElementList {
  readonly elements: readonly PageElement[];
  /** How many more were in view but left out by the cap. */
  readonly omitted: number;
  /** Those of them that are known all the same; absent where there are none. */
  readonly unlisted?: readonly PageElement[];
  /** How many of the omitted can be acted on and are not known: beyond the cap of a frame. Absent where there are none. */
  readonly controlsUnknown?: number;
  /** Where nobody could look, in display pixels: frames that did not answer; `all` where the page itself did not. */
  readonly unread?: readonly Box[] | 'all';
}

/** An open tab. */
export interface Tab {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly active: boolean;
}

/** A dialog that is open now and makes the page's scripts stand still: one of JavaScript's, or the print preview. */
export interface Dialog {
  readonly type: 'alert' | 'confirm' | 'prompt' | 'beforeunload' | 'print';
  readonly message: string;
  readonly defaultValue?: string;
}

/** A file that the browser downloads or has downloaded. */
export interface Download {
  readonly name: string;
  readonly url: string;
  /** Path inside the container once it is complete. */
  readonly path: string;
  readonly state: 'in_progress' | 'completed' | 'canceled';
  readonly bytes: number;
}

/** The same shape as the desktop layer's Activity: page loads and requests that began after a moment. */
export interface PageActivity {
  busy(since: number): boolean;
  onChange(listener: () => void): () => void;
  probe(since: number): Promise<void>;
  asides(): readonly Box[];
  tellsAll(since: number): boolean;
}

/** The pages of one tab, as what takes in keys. */
export interface PageReceiver {
  /**
   * Resolves true once the tab has worked off the input that reached it, or has gone; false when it does not within `timeoutMs`,
   * or a dialog stops it.
   */
  takenIn(timeoutMs: number): Promise<boolean>;
  /**
   * Looks at the field of text that has the focus in the tab. What it gives tells whether the field, or what the page consists
   * of, has changed since; undefined where there is no field that shows its text.
   */
  watchField(): Promise<() => Promise<boolean | undefined>>;
}

/** Chromium's visible window over CDP. It reads; it never sends input. */
export interface Browser {
  /** False while Chromium is (re)starting. */
  readonly ready: boolean;
  readonly activity: PageActivity;
  /** The active tab's facts. */
  page(): Promise<PageFacts>;
  /** The elements of the active tab that are visible and not covered. */
  elements(options?: { readonly limit?: number }): Promise<ElementList>;
  /** Scrolls the element into view and gives a point that hits it, in display pixels. Throws `stale_ref` (naming the nearest current match) for a ref that is gone. */
  locate(ref: string): Promise<{ readonly point: Point; readonly element: PageElement }>;
  /** Focuses an element without clicking it. Same errors as `locate`. */
  focus(ref: string): Promise<void>;
  /** Navigates the active tab and resolves when the navigation has been committed or has failed. Throws `action_failed` with the network error's name. */
  goto(url: string, signal: AbortSignal): Promise<void>;
  /** One entry back; resolves false when there is none. */
  back(signal: AbortSignal): Promise<boolean>;
  /** One entry forward; resolves false when there is none. */
  forward(signal: AbortSignal): Promise<boolean>;
  reload(signal: AbortSignal): Promise<void>;
  tabs(): Promise<readonly Tab[]>;
  openTab(url: string): Promise<Tab>;
  activateTab(id: string): Promise<void>;
  closeTab(id: string): Promise<void>;
  /** The page's readable text as Markdown, all of it. */
  readPage(): Promise<string>;
  /** The tab that shows, as what takes in keys; it stays that tab when another one comes to the front. Undefined while there is none. */
  receiver(): PageReceiver | undefined;
  /** The visible text's places: boxes in display pixels after scrolling the first one into view. */
  find(text: string): Promise<{ readonly count: number; readonly boxes: readonly Box[] }>;
  /** Whether the page's visible text holds this text, white space folded, case as given. Scrolls nothing. */
  hasText(text: string): Promise<boolean>;
  /** Sets the files of an `input type=file` by ref. */
  upload(ref: string, paths: readonly string[]): Promise<void>;
  /** The dialog that is open now, if any. */
  dialog(): Dialog | undefined;
  /** Answers the open dialog; throws `action_failed` when there is none. The print preview takes the key Escape instead. */
  answerDialog(accept: boolean, text?: string): Promise<void>;
  /** Downloads since the start, newest last. */
  downloads(): readonly Download[];
  /** The page viewport's place and size in display pixels. */
  viewport(): Promise<Box>;
  /** Throws `not_ready` unless the browser answers within `timeoutMs`. */
  ping(timeoutMs: number): Promise<{ readonly version: string; readonly display: Size }>;
}
