import type { Log } from '../../base/log.ts';
import type { RemoteEvent } from '../../base/remote-input.ts';
import type { ControlHolder } from '../control-holder.ts';
import type { ServerDeps } from '../deps.ts';

const KEY_EVENT = 4;
const POINTER_EVENT = 5;
const QEMU_KEY_EVENT = 255;

/**
 * Plays the keys and the pointer of one VNC client, one after the other, as fast as the desktop takes them: what has come in
 * meanwhile is played together. Our VNC server has no part in it: it knows only the keys of its own keyboard.
 */
export class PersonInput {
  readonly #play: ServerDeps['playInput'];
  readonly #control: ControlHolder;
  readonly #log: Log;
  #waiting: RemoteEvent[] = [];
  #taken = 0;
  #done = 0;
  #turn: AbortSignal | undefined;
  #playing: Promise<void> | undefined;

  constructor({
    playInput,
    control,
    log,
  }: { control: ControlHolder } & Pick<ServerDeps, 'playInput' | 'log'>) {
    this.#play = playInput;
    this.#control = control;
    this.#log = log;
  }

  /** Takes one whole client message of whoever holds control now; false for what is neither keys nor pointer. */
  take(message: Buffer): boolean {
    const event = eventOf(message);
    if (event === undefined) return false;
    if (this.#turn !== this.#control.turn) this.#drop();
    this.#turn = this.#control.turn;
    this.#waiting.push(event);
    this.#taken++;
    return true;
  }

  /** How many messages were taken that are neither played nor dropped yet. */
  get unplayed(): number {
    return this.#taken - this.#done;
  }

  /** Resolves once everything that was taken until now is played or dropped. */
  async played(): Promise<void> {
    const until = this.#taken;
    while (this.#done < until) {
      this.#playing ??= this.#playWaiting().finally(() => (this.#playing = undefined));
      await this.#playing;
    }
  }

  async #playWaiting(): Promise<void> {
    await this.#control.ready();
    const [events, turn] = [this.#waiting, this.#turn];
    this.#waiting = [];
    try {
      // Whoever has lost control since has said this too late.
      if (turn?.aborted === false) await this.#control.during(() => this.#play(events, turn));
    } catch (error) {
      this.#log.warn('a person’s input could not be played', { error: String(error) });
    } finally {
      this.#done += events.length;
    }
  }

  #drop(): void {
    this.#done += this.#waiting.length;
    this.#waiting = [];
  }
}

function eventOf(message: Buffer): RemoteEvent | undefined {
  const type = message[0];
  if (type === KEY_EVENT) return { kind: 'key', keysym: message.readUInt32BE(4), down: message[1] !== 0 };
  if (type === QEMU_KEY_EVENT)
    return { kind: 'key', keysym: message.readUInt32BE(4), down: message.readUInt16BE(2) !== 0 };
  if (type !== POINTER_EVENT) return undefined;
  return {
    kind: 'pointer',
    x: message.readUInt16BE(2),
    y: message.readUInt16BE(4),
    buttons: message[1] ?? 0,
  };
}
