/** The reply of `/healthz`. */
export interface Health {
  readonly status: 'starting' | 'ok' | 'degraded' | 'stopping';
  /** Whether Chromium's own sandbox is on; `unknown` until that is found out. */
  readonly sandbox: 'on' | 'off' | 'unknown';
  readonly display: string;
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

/** What was taken of the cookies that were given. */
export interface AddedCookies {
  readonly cookies: number;
  /** Origins whose local storage was left out. */
  readonly origins_left_out: number;
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
