import type { JsonObject, JsonValue } from '../base/json.ts';

/** What an action waits for before its observation is taken; `none` sends no observation. */
export type Observe = 'settled' | 'now' | 'none';

/** An action by name with its parameters flat beside it, as `POST /v1/actions` takes it. */
export interface ActionCall {
  readonly action: string;
  readonly [parameter: string]: JsonValue | undefined;
}

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
  readonly role: string;
  readonly name: string;
  readonly value?: string;
  readonly states: readonly string[];
  readonly posts?: string;
  readonly submits?: true;
  readonly href?: string;
  readonly downloads?: true;
  readonly box: WireBox;
}

/** What could be seen at one moment, in the wire's snake_case. */
export interface WireObservation {
  /** The picture in base64, or null when none was taken. */
  readonly frame: { readonly media_type: string; readonly data: string } | null;
  readonly width: number;
  readonly height: number;
  readonly cursor: { readonly x: number; readonly y: number };
  /** False when the cap was reached before the screen was quiet. */
  readonly settled: boolean;
  readonly settle_ms: number;
  readonly changed: readonly WireBox[];
  readonly page: {
    readonly url: string;
    readonly title: string;
    readonly loading: boolean;
    readonly hung?: true;
  } | null;
  readonly elements: readonly WireElement[];
  readonly elements_omitted: number;
  readonly windows: readonly JsonObject[];
  readonly dialogs: readonly JsonObject[];
  readonly downloads: readonly JsonObject[];
}

/** The reply of `POST /v1/actions`. Times are in milliseconds. */
export interface ActionReply {
  readonly ok: true;
  readonly result: JsonValue;
  readonly observation: WireObservation | null;
  readonly timings: { readonly act_ms: number; readonly settle_ms: number; readonly frame_ms: number };
}

/** One row of `GET /v1/actions`. */
export interface ActionDescription {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly kind: string;
  readonly family?: string;
  /** JSON Schema of the parameters. */
  readonly parameters?: JsonObject;
}

/** What `GET /v1/screenshot` takes. Left-out fields are the server's defaults. */
export interface ScreenshotOptions {
  readonly format?: 'jpeg' | 'png';
  /** JPEG quality, 1–100. */
  readonly quality?: number;
  /** Size of the picture relative to the display, above 0 and at most 1. */
  readonly scale?: number;
  readonly region?: WireBox;
}

/** A picture's bytes. */
export interface Screenshot {
  readonly mediaType: string;
  readonly data: Uint8Array<ArrayBuffer>;
  /** False when the screen was still changing. */
  readonly settled: boolean;
}

/** The body of `POST /v1/tasks`; exactly one of `task` and `playbook`. Secrets, key and file data are never echoed. */
export interface TaskRequest {
  readonly task?: string;
  /** The playbook's YAML text. */
  readonly playbook?: string;
  readonly model?: string;
  readonly limits?: { readonly steps?: number; readonly minutes?: number; readonly usd?: number };
  readonly start_url?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Files for uploads, `data` in base64. */
  readonly files?: readonly { readonly name: string; readonly data: string }[];
  readonly api_key?: string;
  readonly base_url?: string;
  readonly strict_model?: boolean;
  readonly dialect?: 'chat' | 'responses';
  /** Parameters of the model, such as `temperature` and `reasoning_effort`. */
  readonly params?: JsonObject;
  /** YAML of model entries over the shipped registry. */
  readonly registry?: string;
  /** Gate that keeps limits and budgets for several desktops. */
  readonly gate?: { readonly url: string; readonly token: string };
  /** Names of the actions that the model may use. */
  readonly tools?: readonly string[];
  /** Somebody answers the model's questions while the task runs. */
  readonly interactive?: boolean;
  /** When a person is asked before an act; default never. */
  readonly confirm?: 'never' | 'risky' | 'always';
  /** Seconds that a person has to allow an act; default 120. */
  readonly confirm_seconds?: number;
  /** The task's own sites; with `confirm`, leaving them is a risk. */
  readonly sites?: readonly string[];
  /** Notes of earlier runs. */
  readonly memory?: string;
  /** JSON Schema of the answer. */
  readonly output_schema?: JsonObject;
  readonly mcp_servers?: Readonly<Record<string, JsonObject>>;
  /** The record of the run to go on from, in place of `task`. */
  readonly resume?: {
    readonly id: string;
    readonly task: string;
    readonly model?: string;
    readonly steps: readonly JsonObject[];
  };
  /** Lets the model repair a playbook's targets. */
  readonly heal?: boolean;
}

/** One file of a run folder, its path relative to the folder. */
export interface RunFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** The reply of `/healthz`. */
export interface Health {
  readonly status: string;
  /** Whether Chromium's own sandbox is on. */
  readonly sandbox: 'on' | 'off';
  readonly display?: string;
  readonly processes: readonly {
    readonly name: string;
    readonly state: string;
    readonly restarts: number;
  }[];
}

/** A one-time ticket that stands in for the token in a viewer link. */
export interface Ticket {
  readonly ticket: string;
  /** ISO 8601. */
  readonly expires_at: string;
}

/** Who holds the desktop. */
export interface Control {
  readonly holder: 'agent' | 'human';
  /** Whether that is the caller. */
  readonly yours: boolean;
  /** What a person did the last time that one held it, as counts; null when none has yet. */
  readonly last_handover: {
    readonly seconds: number;
    readonly input: {
      readonly clicks: number;
      readonly scrolls: number;
      readonly characters: number;
      readonly keys: number;
      readonly pastes: number;
    };
  } | null;
}

/** A cookie as Playwright's `storageState` has it; `expires` in seconds since the epoch, -1 for one that ends with the browser. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path?: string;
  readonly expires?: number;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
}

/** A dialect of other vendors' computer tools. */
export interface Dialect {
  readonly name: string;
  readonly title: string;
}

/** A page of the visible browser, for CDP clients. */
export interface CdpTarget {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}
