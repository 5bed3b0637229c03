import type { Box, Point, Size } from '../base/geometry.ts';
import type { RemoteEvent } from '../base/remote-input.ts';

/** Pointer buttons by name; X button numbers are 1 left, 2 middle, 3 right, 8 back, 9 forward. */
export type Button = 'left' | 'middle' | 'right' | 'back' | 'forward';

/** One picture of the display or of a region of it, with the pointer's sprite drawn in. */
export interface Frame extends Size {
  /** BGRX, 4 bytes a pixel, rows of `width * 4` bytes, top row first. The X byte is undefined. */
  readonly pixels: Buffer;
  /** Where in the display the top left pixel lies. */
  readonly origin: Point;
  /** The pointer's position in display pixels. */
  readonly cursor: Point;
  /** `performance.now()` at the moment of capture. */
  readonly at: number;
  /** Gives the pixels back for a later frame: nobody may look at them after that. A frame that is kept needs no release. */
  release?(): void;
}

/** Pointer input through XTEST on the resident connection. Every promise resolves once the X server has handled it. */
export interface Pointer {
  /** Where the pointer is now. */
  position(): Promise<Point>;
  /** Moves the pointer at once. */
  move(to: Point): Promise<void>;
  /** Presses a button where the pointer is. */
  down(button: Button): Promise<void>;
  /** Releases a button where the pointer is. */
  up(button: Button): Promise<void>;
  /** Moves, then presses and releases `count` times with no pause: one round trip in all. */
  click(at: Point, button: Button, count: number): Promise<void>;
  /** Presses at the first point, walks through the others in steps of a few pixels, releases at the last, also after an error. */
  drag(path: readonly Point[], button: Button, signal: AbortSignal): Promise<void>;
  /** Turns the wheel at a point: notches, positive is right and down. */
  scroll(at: Point, notches: Point): Promise<void>;
}

/** What has the focus, as far as somebody can ask it in another way than X has. It stays the same one wherever the focus goes. */
export interface Recipient {
  /** Resolves true once it has dealt with all that it was given or has gone, false when it does not answer. */
  takenIn(): Promise<boolean>;
  /** Looks at the field of text that has the focus. What it gives tells whether the field has changed since; undefined: nobody knows. */
  watchField(): Promise<() => Promise<boolean | undefined>>;
}

/** Finds what has the focus now; undefined where it can be asked in no other way. Called once for each paste. */
export type FindRecipient = () => Promise<Recipient | undefined>;

/** Keyboard input through XTEST. */
export interface Keyboard {
  /**
   * Types text of any Unicode characters; `\n` is Return, `\t` is Tab. Resolves when every key has been sent. Long texts are
   * pasted in parts, and what a recipient does not take so is typed after all. Throws `action_failed` when the program does not
   * read its input.
   */
  type(text: string, signal: AbortSignal, recipient?: FindRecipient): Promise<void>;
  /** Pastes text at the caret of the focused program, and gives the clipboard back what it held. False when the program did not take it. */
  paste(text: string, signal: AbortSignal, recipient?: FindRecipient): Promise<boolean>;
  /** Presses a chord such as `ctrl+shift+t` `repeat` times, holding it for `holdMs` each time. Throws `bad_input` with the nearest name for an unknown key. */
  press(chord: string, options: { repeat: number; holdMs: number; signal: AbortSignal }): Promise<void>;
  /** Presses a key and leaves it down. */
  down(key: string): Promise<void>;
  /** Releases a key. */
  up(key: string): Promise<void>;
  /** Runs `work` with modifiers held, and releases them whatever happens. */
  holding<T>(modifiers: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** Something besides the screen that can hold up settling: a page that loads, a request that an action started. */
export interface Activity {
  /** Whether something is going on now that began at or after `since` (`performance.now()`), or that loads the page. */
  busy(since: number): boolean;
  /** Calls `listener` at each change of `busy`; returns the unsubscribe function. */
  onChange(listener: () => void): () => void;
  /** Looks for what began since and tells of no change by itself; resolves when that is known, soon in any case. Never rejects. */
  probe?(since: number): Promise<void>;
  /** Parts of the display that show this very activity, such as a throbber: small drawing there tells nothing that `busy` does not. */
  asides?(): readonly Box[];
  /**
   * Whether what is drawn now comes from something that was there before `since` and tells by `busy` and `probe` what it has still
   * to do, such as a page that did not navigate: then also a large change has no further steps that nobody tells of.
   */
  tellsAll?(since: number): boolean;
}

/** How a settle ended. */
export interface Settled {
  /** False when the cap was reached first. */
  readonly settled: boolean;
  /** Milliseconds from `actedAt` to the decision. */
  readonly settleMs: number;
  /** The boxes that were drawn to since then, merged to a handful; empty when nothing changed. */
  readonly changed: readonly Box[];
  /** When the last thing happened that mattered (`performance.now()`): what was looked at after that is as good as now. */
  readonly restSince: number;
}

/** What to wait for. */
export interface SettleOptions {
  /** `performance.now()` taken just before the action: what was drawn and what began since then counts. */
  readonly since: number;
  /** `performance.now()` once the action's input was sent: waits and the cap count from here. */
  readonly actedAt: number;
  /** Give up after this many ms. */
  readonly capMs: number;
  readonly signal: AbortSignal;
  /** What else must be quiet. */
  readonly activities: readonly Activity[];
  /** Called shortly before the screen will count as settled, if nothing else happens; again when something did. */
  readonly onNearly?: () => void;
}

/** A top-level window. */
export interface WindowInfo {
  readonly id: number;
  readonly title: string;
  /** WM_CLASS's class part, such as `Chromium`. */
  readonly app: string;
  readonly box: Box;
  readonly active: boolean;
}

/** The clipboard (CLIPBOARD selection), owned over the resident connection. */
export interface Clipboard {
  /** The text on the clipboard, or an empty string when it holds none. */
  read(): Promise<string>;
  /** Owns the clipboard with this text; resolves when it does. */
  write(text: string): Promise<void>;
}

/** The X display: input, frames, settle, windows and clipboard over one resident connection. */
export interface Desktop {
  readonly size: Size;
  readonly pointer: Pointer;
  readonly keyboard: Keyboard;
  readonly clipboard: Clipboard;
  /**
   * Plays what a person's VNC client sent, in order, whatever keyboard that person has: each key means its keysym. Resolves once
   * the X server has handled it; stops early when `signal` fires. {@link releaseAll} lets go of what is down by it. See
   * `Keyboard.type` for the recipient: without it a busy page may lose a part of a long text.
   */
  playRemote(events: readonly RemoteEvent[], signal: AbortSignal, recipient?: FindRecipient): Promise<void>;
  /** A picture of the display, or of a region of it. */
  capture(region?: Box): Promise<Frame>;
  /** Stands for what the display shows, the pointer included: two equal marks mean that nothing has been drawn in between. */
  mark(): Promise<string>;
  /** Resolves once the screen is quiet and the activities are over, or at the cap. */
  settle(options: SettleOptions): Promise<Settled>;
  /** Resolves at the next change of the screen (carets aside), or after `timeoutMs`. Throws `cancelled` when `signal` fires. */
  nextChange(timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** The mapped top-level windows, topmost first. */
  windows(): Promise<readonly WindowInfo[]>;
  /** Raises and focuses a window; throws `not_found` for an unknown id. */
  activate(id: number): Promise<void>;
  /** Releases every key and button that is down, ours or not. */
  releaseAll(): Promise<void>;
  /** Resolves when the X server has closed the connection. */
  readonly closed: Promise<void>;
  /** Closes the connection. */
  close(): Promise<void>;
}
