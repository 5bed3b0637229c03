import RFB from '@novnc/novnc';
import { element } from './page.ts';

const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5000;

/** The live picture. It reconnects by itself until it is stopped. */
export class Screen {
  readonly #onLive: (live: boolean) => void;
  #rfb: RFB | undefined;
  #viewOnly = true;
  #retryMs = FIRST_RETRY_MS;
  #retry: number | undefined;
  #stopped = false;

  /** `onLive` is told whenever the picture comes or goes. */
  constructor(onLive: (live: boolean) => void) {
    this.#onLive = onLive;
    this.#connect();
    window.addEventListener('online', () => this.#now());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#now();
    });
  }

  /** Whether pointer and keys are sent. The server decides again for each message; this only spares it the work. */
  set viewOnly(viewOnly: boolean) {
    if (this.#viewOnly === viewOnly) return;
    this.#viewOnly = viewOnly;
    element('screen').classList.toggle('mine', !viewOnly);
    // With keys of its own it is no picture any more to a screen reader.
    element('screen').setAttribute('role', viewOnly ? 'img' : 'application');
    if (this.#rfb === undefined) return;
    this.#rfb.viewOnly = viewOnly;
    if (!viewOnly) this.#rfb.focus();
  }

  /** Presses and releases a key by its X keysym, if the person may. */
  press(keysym: number): void {
    if (!this.#viewOnly) this.#rfb?.sendKey(keysym, '');
  }

  /** Ends it for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#rfb?.disconnect();
  }

  /** Does not wait any longer for the next attempt. */
  #now(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #connect(): void {
    this.#retry = undefined;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const rfb = new RFB(element('screen'), `${scheme}://${location.host}/vnc`, {
      shared: true,
      wsProtocols: ['binary'],
    });
    rfb.viewOnly = this.#viewOnly;
    rfb.scaleViewport = true;
    rfb.background = 'transparent';
    rfb.qualityLevel = 7;
    rfb.compressionLevel = 1;
    rfb.addEventListener('connect', () => {
      this.#retryMs = FIRST_RETRY_MS;
      this.#onLive(true);
    });
    rfb.addEventListener('disconnect', () => {
      this.#rfb = undefined;
      this.#onLive(false);
      if (this.#stopped) return;
      this.#retry = window.setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    });
    this.#rfb = rfb;
  }
}
