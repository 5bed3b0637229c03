import type { Duplex, Readable } from 'node:stream';
import type { Executor } from '../actions/executor.ts';
import type { RunEvent, RunHead } from '../agent/events.ts';
import type { Log } from '../base/log.ts';
import type { RemoteEvent } from '../base/remote-input.ts';
import type { cookieSchema, StoredCookie } from '../browser/cookies.ts';
import type { DevTools } from '../browser/cdp/devtools.ts';
import type { Access } from './auth/access.ts';

/** One file of a run, opened. */
export interface OpenedFile {
  readonly stream: Readable;
  /** Bytes that the stream will give. */
  readonly size: number;
}

/** The part of the task service that the HTTP door uses. */
export interface Tasks {
  /** Starts a task; throws `bad_input` for a misfit, `busy` while one runs. */
  submit(spec: unknown): Promise<RunHead>;
  /** Throws `not_found` for an unknown id. */
  get(id: string): RunHead | Promise<RunHead>;
  /** As `get`; throws `busy` for a run that another desktop is running. */
  getOwn(id: string): RunHead | Promise<RunHead>;
  list(): readonly RunHead[] | Promise<readonly RunHead[]>;
  /** Every event after the one with index `after` (default: from the first); ends after `ended`. */
  events(id: string, after?: number): AsyncIterable<RunEvent>;
  cancel(id: string): RunHead | Promise<RunHead>;
  /** Lets a run stop before its next step. */
  pause(id: string): RunHead | Promise<RunHead>;
  resume(id: string): RunHead | Promise<RunHead>;
  /** Allows or refuses the act that a run waits with; throws `bad_input` when none waits, or another one. */
  confirm(id: string, allow: boolean, number?: number): RunHead | Promise<RunHead>;
  /** Answers the question that a run waits with; throws `bad_input` when it asks nothing. */
  answer(id: string, answer: string): RunHead | Promise<RunHead>;
  files(id: string): Promise<readonly { readonly path: string; readonly size: number }[]>;
  openFile(id: string, path: string): Promise<OpenedFile>;
}

/** `/healthz`'s answer. */
export interface Health {
  readonly status: 'starting' | 'ok' | 'degraded' | 'stopping';
  /** `off` where the container's limits make Chromium run without its sandbox; `unknown` until that is found out. */
  readonly sandbox: 'on' | 'off' | 'unknown';
  readonly display: string;
  readonly processes: readonly { readonly name: string; readonly state: string; readonly restarts: number }[];
}

/** The visible browser's cookies. */
export interface CookieJar {
  /** The shape of one. */
  readonly schema: typeof cookieSchema;
  readonly read: () => Promise<readonly StoredCookie[]>;
  readonly write: (cookies: readonly StoredCookie[]) => Promise<void>;
}

/** What the server serves. */
export interface ServerDeps {
  readonly executor: Executor;
  /** Loaded when the first task call comes. */
  readonly tasks: () => Promise<Tasks>;
  /** States of the processes, and whether the desktop and the browser answer. */
  readonly health: () => Promise<Health>;
  /** A connection to the desktop's VNC server, started if need be. */
  readonly vnc: (signal: AbortSignal) => Promise<Duplex>;
  /** The browser's own protocol; throws `not_ready` while it starts, `forbidden` where it is not permitted. */
  readonly devtools: () => DevTools;
  /** The browser's cookies; absent where they are not given out. Throws `not_ready` while it starts. */
  readonly cookies?: CookieJar | undefined;
  /** What is counted, in Prometheus' text format. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /**
   * Plays what a person's VNC client sent, in order; resolves once it is done, also where the signal ended it early. Rejects
   * with what could not be played, or `not_ready` without a display.
   */
  readonly playInput: (events: readonly RemoteEvent[], signal: AbortSignal) => Promise<void>;
  /** Releases every key and button, after a person's input ends. */
  readonly releaseInput: () => Promise<void>;
  readonly log: Log;
}

/** Where the server's files are and whom it lets in. */
export interface ServerOptions {
  /** Who is let in; made first, because the first page's ticket is needed before the server listens. */
  readonly access: Access;
  /** Host names allowed besides loopback names and IP addresses. */
  readonly allowedHosts: readonly string[];
  /** Raw VNC over TCP; without it there is none. */
  readonly rawVnc?: { readonly port: number; readonly password: string } | undefined;
  /** Folder of the viewer's built files. */
  readonly viewerDir: string;
  /** Folder of the demo pages. */
  readonly demoDir: string;
}
