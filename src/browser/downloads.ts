import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from './browser.ts';
import type { CdpSession } from './cdp/session.ts';
import { numberedName, suggestedName } from './file-name.ts';

/** How many downloads are remembered. */
const MAX_DOWNLOADS = 200;

/**
 * What the browser downloads, from its own events. Files land in one folder under the names
 * that servers suggest, cut where they are too long and numbered where the name is taken: nothing is ever overwritten.
 */
export class Downloads {
  readonly #dir: string;
  readonly #downloads = new Map<string, Download>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Switches downloads on, into this folder only, and follows them. */
  async start(browser: CdpSession): Promise<void> {
    browser.on('Browser.downloadWillBegin', (event) =>
      this.begin(event.guid, event.url, event.suggestedFilename),
    );
    browser.on('Browser.downloadProgress', (event) => this.progress(event));
    await browser.send('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      downloadPath: this.#dir,
      eventsEnabled: true,
    });
  }

  /** A download has begun. A suggested name is a name only, never a path. */
  begin(guid: string, url: string, suggested: string): void {
    const name = numberedName(suggestedName(suggested), 0);
    this.#downloads.set(guid, {
      name,
      url: shown(url),
      path: join(this.#dir, name),
      state: 'in_progress',
      bytes: 0,
    });
    const [oldest] = this.#downloads.keys();
    if (this.#downloads.size > MAX_DOWNLOADS && oldest !== undefined) this.#downloads.delete(oldest);
  }

  /** A download goes on or has ended. */
  progress(event: {
    readonly guid: string;
    readonly receivedBytes: number;
    readonly state: 'inProgress' | 'completed' | 'canceled';
  }): void {
    const download = this.#downloads.get(event.guid);
    if (download === undefined) return;
    const name = event.state === 'completed' ? this.#claim(event.guid, download.name) : download.name;
    this.#downloads.set(event.guid, {
      ...download,
      name,
      path: join(this.#dir, name),
      state: event.state === 'inProgress' ? 'in_progress' : event.state,
      bytes: event.receivedBytes,
    });
  }

  /** Chromium has written the file under its id; gives it its name, or the first numbered one that is free. */
  #claim(guid: string, wanted: string): string {
    const written = join(this.#dir, guid);
    if (!existsSync(written)) return wanted;
    const parts = suggestedName(wanted);
    let name = wanted;
    for (let n = 1; existsSync(join(this.#dir, name)); n++) name = numberedName(parts, n);
    try {
      renameSync(written, join(this.#dir, name));
      return name;
    } catch {
      return guid; // it is there all the same
    }
  }

  /** All of them, newest last. */
  list(): readonly Download[] {
    return [...this.#downloads.values()];
  }
}

/** A data URL holds the whole file; its head is enough. */
function shown(url: string): string {
  return url.length > 300 ? `${url.slice(0, 299)}…` : url;
}
