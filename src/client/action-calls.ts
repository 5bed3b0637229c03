// Written by `npm run schemas` from the table of actions: change the actions there.

/** Clicks at a point of the frame or on an element. Use count 2 for a double click, 3 for a triple click; two single clicks at one place within half a second are a double click to most programs, too. */
export interface ClickCall {
  readonly action: 'click';
  /** Pixels from the left edge of the frame. */
  readonly x?: number | undefined;
  /** Pixels from the top edge of the frame. */
  readonly y?: number | undefined;
  /** An element of the last observation, such as "e12"; instead of x and y. */
  readonly ref?: string | undefined;
  /** Which button. Default: "left". */
  readonly button?: 'left' | 'middle' | 'right' | 'back' | 'forward' | undefined;
  /** 1 click, 2 double click, 3 triple click. Default: 1. */
  readonly count?: number | undefined;
  /** Keys to hold meanwhile. Default: []. */
  readonly modifiers?: readonly ('ctrl' | 'shift' | 'alt' | 'super')[] | undefined;
}

/** Moves the pointer without clicking, for menus and tooltips that open on hover. */
export interface MoveCall {
  readonly action: 'move';
  /** Pixels from the left edge of the frame. */
  readonly x?: number | undefined;
  /** Pixels from the top edge of the frame. */
  readonly y?: number | undefined;
  /** An element of the last observation, such as "e12"; instead of x and y. */
  readonly ref?: string | undefined;
}

/** Presses at the first point of a path (or on one element), moves through the others, releases at the last (or on another element). */
export interface DragCall {
  readonly action: 'drag';
  /** Two or more points, in order. */
  readonly path?:
    | readonly {
        /** Pixels from the left edge of the frame. */
        readonly x: number;
        /** Pixels from the top edge of the frame. */
        readonly y: number;
      }[]
    | undefined;
  /** Element to start on, instead of path. */
  readonly from_ref?: string | undefined;
  /** Element to end on, instead of path. */
  readonly to_ref?: string | undefined;
  /** Which button. Default: "left". */
  readonly button?: 'left' | 'middle' | 'right' | 'back' | 'forward' | undefined;
  /** Keys to hold meanwhile. Default: []. */
  readonly modifiers?: readonly ('ctrl' | 'shift' | 'alt' | 'super')[] | undefined;
}

/** Turns the wheel at a point or over an element. Positive dy is down, positive dx is right. */
export interface ScrollCall {
  readonly action: 'scroll';
  /** Pixels from the left edge of the frame. */
  readonly x?: number | undefined;
  /** Pixels from the top edge of the frame. */
  readonly y?: number | undefined;
  /** An element of the last observation, such as "e12"; instead of x and y. */
  readonly ref?: string | undefined;
  /** To the right; negative is to the left. Default: 0. */
  readonly dx?: number | undefined;
  /** Down; negative is up. Default: 0. */
  readonly dy?: number | undefined;
  /** One notch is about 120 pixels; 1000 notches at most. Default: "notches". */
  readonly unit?: 'notches' | 'pixels' | undefined;
  /** Keys to hold meanwhile. Default: []. */
  readonly modifiers?: readonly ('ctrl' | 'shift' | 'alt' | 'super')[] | undefined;
}

/** Presses a mouse button and keeps it down; pair it with mouse_up. */
export interface MouseDownCall {
  readonly action: 'mouse_down';
  /** Pixels from the left edge of the frame. */
  readonly x?: number | undefined;
  /** Pixels from the top edge of the frame. */
  readonly y?: number | undefined;
  /** An element of the last observation, such as "e12"; instead of x and y. */
  readonly ref?: string | undefined;
  /** Which button. Default: "left". */
  readonly button?: 'left' | 'middle' | 'right' | 'back' | 'forward' | undefined;
}

/** Releases a mouse button that mouse_down has pressed. */
export interface MouseUpCall {
  readonly action: 'mouse_up';
  /** Pixels from the left edge of the frame. */
  readonly x?: number | undefined;
  /** Pixels from the top edge of the frame. */
  readonly y?: number | undefined;
  /** An element of the last observation, such as "e12"; instead of x and y. */
  readonly ref?: string | undefined;
  /** Which button. Default: "left". */
  readonly button?: 'left' | 'middle' | 'right' | 'back' | 'forward' | undefined;
}

/** Types text with the keyboard, into an element when ref is given, else where the focus is. Any Unicode text. Write a secret as {{secret:NAME}}. */
export interface TypeCall {
  readonly action: 'type';
  /** What to type; a newline is Enter, a tab is Tab. */
  readonly text: string;
  /** Click this element first, such as "e7". */
  readonly ref?: string | undefined;
  /** Select and delete what is in the field first. Default: false. */
  readonly clear?: boolean | undefined;
  /** Press Enter at the end. Default: false. */
  readonly submit?: boolean | undefined;
}

/** Presses a key or a chord, such as "Enter", "ctrl+a" or "alt+ArrowLeft". */
export interface KeyCall {
  readonly action: 'key';
  /** Key names joined by "+". */
  readonly keys: string;
  /** How many times. Default: 1. */
  readonly repeat?: number | undefined;
  /** How long to hold it each time, in ms; 100 s in all at most. Default: 0. */
  readonly hold_ms?: number | undefined;
}

/** Presses a key and keeps it down; pair it with key_up. */
export interface KeyDownCall {
  readonly action: 'key_down';
  /** A key, such as "shift" or "ArrowDown". */
  readonly key: string;
}

/** Releases a key that key_down has pressed. */
export interface KeyUpCall {
  readonly action: 'key_up';
  /** A key, such as "shift" or "ArrowDown". */
  readonly key: string;
}

/** Looks at the screen: the reply carries the frame and the elements. Every other action does so too. Coordinates of later actions refer to the whole frame, whatever part or size was looked at. */
export interface ScreenshotCall {
  readonly action: 'screenshot';
  /** {x, y, width, height} in pixels of the frame: show only this part, at full resolution. */
  readonly region?:
    | {
        /** Left edge of the part, in pixels of the frame. */
        readonly x: number;
        /** Top edge of the part, in pixels of the frame. */
        readonly y: number;
        /** Width of the part, in pixels of the frame. */
        readonly width: number;
        /** Height of the part, in pixels of the frame. */
        readonly height: number;
      }
    | undefined;
  /** The picture's size as a part of that. Default: 1. */
  readonly scale?: number | undefined;
  /** PNG shows each pixel as it is and takes several times the bytes. Default: "jpeg". */
  readonly format?: 'jpeg' | 'png' | undefined;
}

/** Shows a part of the screen at full resolution, for small print. Coordinates of later actions still refer to the whole frame. */
export interface ZoomCall {
  readonly action: 'zoom';
  /** Left edge of the part, in pixels of the frame. */
  readonly x: number;
  /** Top edge of the part, in pixels of the frame. */
  readonly y: number;
  /** Width of the part, in pixels of the frame. */
  readonly width: number;
  /** Height of the part, in pixels of the frame. */
  readonly height: number;
}

/** Waits until the screen is quiet, until a text appears on the page, or for some milliseconds. */
export interface WaitCall {
  readonly action: 'wait';
  /** Wait this long. */
  readonly ms?: number | undefined;
  /** Wait until this text is on the page. */
  readonly text?: string | undefined;
  /** Wait until the screen is quiet; this is the default. */
  readonly until?: 'settled' | undefined;
  /** Give up waiting for the text after this. Default: 10000. */
  readonly timeout_ms?: number | undefined;
}

/** The elements of the page that are in view, each with a ref that click and type accept, and the tokens that the list costs a model (estimated). */
export interface ElementsCall {
  readonly action: 'elements';
  /** List at most this many. Default: 200. */
  readonly limit?: number | undefined;
}

/** The text on the clipboard, for instance after ctrl+c. */
export interface ClipboardReadCall {
  readonly action: 'clipboard_read';
}

/** Puts text on the clipboard. */
export interface ClipboardWriteCall {
  readonly action: 'clipboard_write';
  /** The text. */
  readonly text: string;
}

/** Pastes text where the focus is; quick for long text. The clipboard keeps what it held. */
export interface PasteCall {
  readonly action: 'paste';
  /** The text. */
  readonly text: string;
}

/** Opens an address in the current tab. */
export interface GotoCall {
  readonly action: 'goto';
  /** The address, such as https://example.com/. */
  readonly url: string;
}

/** Goes back to the page before this one. */
export interface BackCall {
  readonly action: 'back';
}

/** Goes forward again after going back. */
export interface ForwardCall {
  readonly action: 'forward';
}

/** Loads the current page again. */
export interface ReloadCall {
  readonly action: 'reload';
}

/** Lists the open tabs; with open, activate or close it first opens an address in a new tab, shows a tab or closes one. */
export interface TabsCall {
  readonly action: 'tabs';
  /** Address to open in a new tab. */
  readonly open?: string | undefined;
  /** Id of the tab to show. */
  readonly activate?: string | undefined;
  /** Id of the tab to close. */
  readonly close?: string | undefined;
}

/** The text of the whole page as Markdown, also what is out of view. Better than scrolling when you need to read. */
export interface ReadPageCall {
  readonly action: 'read_page';
  /** Start at this character. Default: 0. */
  readonly offset?: number | undefined;
  /** At most this many characters. Default: 20000. */
  readonly limit?: number | undefined;
}

/** Finds a text on the page, scrolls the first place into view and says where it is. */
export interface FindCall {
  readonly action: 'find';
  /** The text to find. */
  readonly text: string;
}

/** Chooses files for a file input. The files are those that came with the task. */
export interface UploadCall {
  readonly action: 'upload';
  /** The file input, such as "e9". */
  readonly ref: string;
  /** File names. */
  readonly files: readonly string[];
}

/** Answers the page's open dialog (alert, confirm, prompt), without which the page stands still. */
export interface DialogCall {
  readonly action: 'dialog';
  /** OK, or Cancel when false. Default: true. */
  readonly accept?: boolean | undefined;
  /** What to enter into a prompt. */
  readonly text?: string | undefined;
}

/** The files that the browser has downloaded or is downloading. */
export interface DownloadsCall {
  readonly action: 'downloads';
}

/** The windows on the desktop, topmost first; with activate, raises one. */
export interface WindowsCall {
  readonly action: 'windows';
  /** Id of the window to raise and focus. */
  readonly activate?: number | undefined;
}

/** Starts an installed application and waits for its window, or opens a new tab for "browser". An unknown name is answered with the installed ones. */
export interface LaunchCall {
  readonly action: 'launch';
  /** Name or id of the application, such as "browser". */
  readonly app: string;
  /** File or address to open with it. */
  readonly open?: string | undefined;
}

/** Runs a bash command line and gives its output. Whatever it leaves in the background is ended; start programs with launch. */
export interface ShellCall {
  readonly action: 'shell';
  /** The command line. */
  readonly command: string;
  /** Folder to run it in; the home folder by default. */
  readonly cwd?: string | undefined;
  /** It is killed after this. Default: 30000. */
  readonly timeout_ms?: number | undefined;
}

/** Lists a folder, or reads, writes or deletes a file, in the home folder or /tmp. */
export interface FilesCall {
  readonly action: 'files';
  /** What to do. */
  readonly op: 'list' | 'read' | 'write' | 'delete';
  /** The file or folder; relative to the home folder. */
  readonly path: string;
  /** write: the new content. */
  readonly text?: string | undefined;
  /** How text stands for bytes. Default: "utf8". */
  readonly encoding?: 'utf8' | 'base64' | undefined;
  /** read: start at this byte. Default: 0. */
  readonly offset?: number | undefined;
  /** read: at most this many bytes. Default: 100000. */
  readonly limit?: number | undefined;
}

/** Does up to 20 actions one after another and looks once at the end. Stops at the first one that fails. Coordinates refer to the frame before the batch. */
export interface BatchCall {
  readonly action: 'batch';
  /** The actions, each with its own parameters beside "action". */
  readonly actions: readonly BatchedCall[];
}

/** Ends the task. Call it once the task is done and you have checked so, or when it cannot be done. */
export interface DoneCall {
  readonly action: 'done';
  /** The answer for the user: what was asked for, or why it failed. */
  readonly result: string;
  /** Whether the task was done. Default: true. */
  readonly success?: boolean | undefined;
}

/** Asks the user a question that only they can answer, such as a one-time code. Use it sparingly. */
export interface AskUserCall {
  readonly action: 'ask_user';
  /** The question. */
  readonly question: string;
}

/** What a batch may hold. */
export type BatchedCall = Exclude<ActionCall, { readonly action: 'batch' | 'done' | 'ask_user' }>;

/** A call of an action, its parameters flat beside its name, as `POST /v1/actions` takes it. Opt-in actions are among them. */
export type ActionCall =
  | ClickCall
  | MoveCall
  | DragCall
  | ScrollCall
  | MouseDownCall
  | MouseUpCall
  | TypeCall
  | KeyCall
  | KeyDownCall
  | KeyUpCall
  | ScreenshotCall
  | ZoomCall
  | WaitCall
  | ElementsCall
  | ClipboardReadCall
  | ClipboardWriteCall
  | PasteCall
  | GotoCall
  | BackCall
  | ForwardCall
  | ReloadCall
  | TabsCall
  | ReadPageCall
  | FindCall
  | UploadCall
  | DialogCall
  | DownloadsCall
  | WindowsCall
  | LaunchCall
  | ShellCall
  | FilesCall
  | BatchCall
  | DoneCall
  | AskUserCall;
