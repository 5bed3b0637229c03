import type { Readable, Writable } from 'node:stream';
import type { Size } from '../base/geometry.ts';
import type { Log } from '../base/log.ts';
import type { Browser } from './browser.ts';
import { CdpConnection } from './cdp/connection.ts';
import { createDevTools } from './cdp/devtools.ts';
import type { DevTools } from './cdp/devtools.ts';
import type { StoredCookie } from './cookies.ts';
import { ChromiumBrowser } from './chromium.ts';
import { Downloads } from './downloads.ts';
import type { FailureOf } from './navigation.ts';
import type { RefBook } from './refs.ts';
import { Tabs } from './tabs.ts';

/** Milliseconds for Chromium to answer and to open its first page. */
const START_MS = 20_000;

/** What `openBrowser` needs. */
export interface OpenBrowserOptions {
  /** File descriptor 3 of a Chromium started with `--remote-debugging-pipe`. */
  readonly write: Writable;
  /** Its file descriptor 4. */
  readonly read: Readable;
  /** The display that Chromium's window fills. */
  readonly display: Size;
  /** Where downloads go. */
  readonly downloadsDir: string;
  /** The refs given out so far, also by a browser that was here before. */
  readonly refs: RefBook;
  /** The only folder that files are uploaded from. */
  readonly uploadsDir: string;
  /** Beside these two, the folder that CDP guests may give files of, and download to. */
  readonly workspaceDir: string;
  /** Whether CDP guests may read and set cookies. */
  readonly allowCookies: boolean;
  /** Why a URL could not be fetched since then (`performance.now()`), as far as the network side knows. */
  readonly failureOf?: FailureOf | undefined;
  /** Milliseconds that Chromium gets to end properly when it is closed, for a profile that is kept; left out, its pipe is cut. */
  readonly closeWithinMs?: number | undefined;
  readonly log: Log;
}

/** A browser that can be closed, that tells when Chromium has gone, and that other CDP clients can share. */
export type OpenBrowser = Browser &
  AsyncDisposable & {
    readonly closed: Promise<void>;
    readonly devtools: DevTools;
    cookies(): Promise<readonly StoredCookie[]>;
    /** Adds cookies; throws `action_failed` for one that Chromium cannot take. */
    addCookies(cookies: readonly StoredCookie[]): Promise<void>;
  };

/**
 * Takes over a Chromium that has just been started and resolves once its first page can be asked. Throws `not_ready`
 * when it ends before that or takes longer than 20 s. Closing it closes the pipe, on which Chromium ends.
 */
export async function openBrowser(options: OpenBrowserOptions): Promise<OpenBrowser> {
  const { write, read, display, log } = options;
  const connection = new CdpConnection(write, read, log);
  const now = (): number => performance.now();
  const tabs = new Tabs(connection, log, now);
  const downloads = new Downloads(options.downloadsDir);
  await Promise.all([downloads.start(connection.browser), tabs.start(START_MS)]);
  await tabs.active.bringToFront();
  const { uploadsDir, failureOf, refs } = options;
  return new ChromiumBrowser({
    connection,
    tabs,
    downloads,
    refs,
    devtools: createDevTools({
      connection,
      lastTab: tabs.lastTab,
      allowCookies: options.allowCookies,
      folders: [options.downloadsDir, uploadsDir, options.workspaceDir],
    }),
    display,
    uploadsDir,
    failureOf: failureOf ?? (() => undefined),
    closeWithinMs: options.closeWithinMs,
    now,
    end: () => write.destroy(),
  });
}
