import type { PersonInput } from '../../actions/control.ts';

const KEY_EVENT = 4;
const POINTER_EVENT = 5;
const CUT_TEXT = 6;
const QEMU_KEY_EVENT = 255;

/** Bits of a pointer event's mask: the wheel's four directions are buttons 4 to 7, all others are buttons to click (RFC 6143, 7.5.5). */
const WHEEL = 0b0111_1000;

// X keysyms (X11/keysymdef.h): keys without a character begin at 0xfe00 and end before the Unicode range.
const FIRST_FUNCTION_KEY = 0xfe00;
const FIRST_UNICODE = 0x0100_0000;
/** Level and group shifts and dead keys. */
const ISO_KEYS = { from: 0xfe00, to: 0xfeff };
/** Shift, Control, Caps Lock, Meta, Alt, Super, Hyper; and Mode_switch, Num_Lock. */
const isModifier = (keysym: number): boolean =>
  (keysym >= 0xffe1 && keysym <= 0xffee) || keysym === 0xff7e || keysym === 0xff7f;
/** Those of them that make a shortcut of a character: Control, Meta, Alt, Super. */
const isCommandKey = (keysym: number): boolean =>
  keysym === 0xffe3 || keysym === 0xffe4 || (keysym >= 0xffe7 && keysym <= 0xffec);

/** Counts what a person does, from the messages of their VNC client that are passed on. It keeps no character and no key. */
export class InputTally {
  #clicks = 0;
  #scrolls = 0;
  #characters = 0;
  #keys = 0;
  #pastes = 0;
  #buttons = 0;
  readonly #commandKeys = new Set<number>();

  /** Takes one whole client message. */
  add(message: Buffer): void {
    const type = message[0];
    if (type === KEY_EVENT) this.#key(message.readUInt32BE(4), message[1] !== 0);
    else if (type === QEMU_KEY_EVENT) this.#key(message.readUInt32BE(4), message.readUInt16BE(2) !== 0);
    else if (type === POINTER_EVENT) this.#pointer(message[1] ?? 0);
    else if (type === CUT_TEXT) this.#pastes++;
  }

  /** The counts so far. */
  get input(): PersonInput {
    const counts = { clicks: this.#clicks, scrolls: this.#scrolls, characters: this.#characters };
    return { ...counts, keys: this.#keys, pastes: this.#pastes };
  }

  #key(keysym: number, down: boolean): void {
    if (isCommandKey(keysym)) {
      if (down) this.#commandKeys.add(keysym);
      else this.#commandKeys.delete(keysym);
    }
    if (!down || isModifier(keysym) || (keysym >= ISO_KEYS.from && keysym <= ISO_KEYS.to)) return;
    const isCharacter = keysym < FIRST_FUNCTION_KEY || keysym >= FIRST_UNICODE;
    if (isCharacter && this.#commandKeys.size === 0) this.#characters++;
    else this.#keys++;
  }

  #pointer(buttons: number): void {
    const pressed = buttons & ~this.#buttons;
    this.#buttons = buttons;
    this.#scrolls += bits(pressed & WHEEL);
    this.#clicks += bits(pressed & ~WHEEL);
  }
}

/** Whether a client message presses a key or a button: input that nobody makes by accident, as the pointer's moves are. */
export function isPress(message: Buffer): boolean {
  const type = message[0];
  if (type === KEY_EVENT || type === POINTER_EVENT) return message[1] !== 0;
  return type === QEMU_KEY_EVENT && message.readUInt16BE(2) !== 0;
}

function bits(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
