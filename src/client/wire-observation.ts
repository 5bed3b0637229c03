/** A rectangle in pixels of the frame. */
export interface WireBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One element in view; `ref` may be used as the target of an action. */
export interface WireElement {
  readonly ref: string;
  /** ARIA role, such as `button`. */
  readonly role: string;
  /** Accessible name; may be empty. */
  readonly name: string;
  /** Current value; never that of a password field. */
  readonly value?: string;
  readonly states: readonly string[];
  /** Where a form is sent by POST that a click on this button, or Enter in this field, sends. */
  readonly posts?: string;
  /** A click on it sends that form, whatever its role says. */
  readonly submits?: true;
  /** Where the link leads that it is or lies in: origin and path. */
  readonly href?: string;
  readonly downloads?: true;
  readonly box: WireBox;
}

/** The page that shows. Its title is chosen by the page: not to be trusted. */
export interface WirePage {
  readonly url: string;
  readonly title: string;
  readonly loading: boolean;
  /** A script of it runs on and on, so that it does not answer; the rest is what was known last. */
  readonly hung?: true;
  /** Offsets and their maxima in CSS pixels. */
  readonly scroll: {
    readonly x: number;
    readonly y: number;
    readonly max_x: number;
    readonly max_y: number;
  };
}

/** An open window; `id` is what the action `windows` raises it by. */
export interface WireWindow {
  readonly id: number;
  readonly title: string;
  /** The class of its program, such as `Chromium`. */
  readonly app: string;
  readonly box: WireBox;
  readonly active: boolean;
}

/** A dialog that the page waits for. Its text is chosen by the page: not to be trusted. */
export interface WireDialog {
  readonly type: 'alert' | 'confirm' | 'prompt' | 'beforeunload' | 'print';
  readonly message: string;
  readonly defaultValue?: string;
}

/** A file that the browser downloads or has downloaded. */
export interface WireDownload {
  readonly name: string;
  readonly url: string;
  /** Path inside the container once it is complete. */
  readonly path: string;
  readonly state: 'in_progress' | 'completed' | 'canceled';
  readonly bytes: number;
}

/** What could be seen at one moment, in the wire's snake_case. */
export interface WireObservation {
  /** The picture in base64, or null when none was taken. */
  readonly frame: { readonly media_type: 'image/jpeg' | 'image/png'; readonly data: string } | null;
  readonly width: number;
  readonly height: number;
  readonly cursor: { readonly x: number; readonly y: number };
  /** False when the cap was reached before the screen was quiet. */
  readonly settled: boolean;
  readonly settle_ms: number;
  readonly changed: readonly WireBox[];
  readonly page: WirePage | null;
  readonly elements: readonly WireElement[];
  readonly elements_omitted: number;
  /** Topmost first. */
  readonly windows: readonly WireWindow[];
  /** Those that the page waits for. */
  readonly dialogs: readonly WireDialog[];
  /** Since the start. */
  readonly downloads: readonly WireDownload[];
}
