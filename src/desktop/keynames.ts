import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { quoted } from '../base/shorten.ts';
import { NAMED_KEYS, isTypable, keysymOf } from './keysyms.ts';

/** Canonical names by other names in use: DOM `key` values, xdotool, VNC and other agents' dialects. Lower case, no separators. */
const ALIASES: Readonly<Record<string, string>> = {
  enter: 'Return',
  ret: 'Return',
  newline: 'Return',
  linefeed: 'Return',
  esc: 'Escape',
  del: 'Delete',
  ins: 'Insert',
  back: 'BackSpace',
  bksp: 'BackSpace',
  arrowleft: 'Left',
  arrowright: 'Right',
  arrowup: 'Up',
  arrowdown: 'Down',
  leftarrow: 'Left',
  rightarrow: 'Right',
  uparrow: 'Up',
  downarrow: 'Down',
  pgup: 'Page_Up',
  pgdn: 'Page_Down',
  prior: 'Page_Up',
  next: 'Page_Down',
  ctrl: 'Control_L',
  control: 'Control_L',
  ctl: 'Control_L',
  controlleft: 'Control_L',
  controlright: 'Control_R',
  shift: 'Shift_L',
  shiftleft: 'Shift_L',
  shiftright: 'Shift_R',
  alt: 'Alt_L',
  altleft: 'Alt_L',
  altright: 'Alt_R',
  option: 'Alt_L',
  opt: 'Alt_L',
  altgr: 'ISO_Level3_Shift',
  altgraph: 'ISO_Level3_Shift',
  meta: 'Super_L',
  metal: 'Super_L',
  metar: 'Super_R',
  metaleft: 'Super_L',
  metaright: 'Super_R',
  super: 'Super_L',
  cmd: 'Super_L',
  command: 'Super_L',
  win: 'Super_L',
  windows: 'Super_L',
  os: 'Super_L',
  contextmenu: 'Menu',
  apps: 'Menu',
  printscreen: 'Print',
  prtsc: 'Print',
  sysrq: 'Print',
  compose: 'Multi_key',
  numpadenter: 'KP_Enter',
  browserback: 'XF86Back',
  browserforward: 'XF86Forward',
  browserrefresh: 'XF86Refresh',
  volumeup: 'XF86AudioRaiseVolume',
  volumedown: 'XF86AudioLowerVolume',
  volumemute: 'XF86AudioMute',
};

/** Characters that have a spelled-out name, so that they can stand in a chord. */
const SPELLED: Readonly<Record<string, string>> = {
  space: ' ',
  spacebar: ' ',
  plus: '+',
  minus: '-',
  equal: '=',
  equals: '=',
  comma: ',',
  period: '.',
  dot: '.',
  slash: '/',
  backslash: '\\',
  semicolon: ';',
  colon: ':',
  apostrophe: "'",
  quote: "'",
  quotedbl: '"',
  grave: '`',
  backquote: '`',
  asciitilde: '~',
  tilde: '~',
  bracketleft: '[',
  bracketright: ']',
  braceleft: '{',
  braceright: '}',
  parenleft: '(',
  parenright: ')',
  underscore: '_',
  asterisk: '*',
  exclam: '!',
  at: '@',
  numbersign: '#',
  dollar: '$',
  percent: '%',
  asciicircum: '^',
  ampersand: '&',
  question: '?',
  less: '<',
  greater: '>',
  bar: '|',
};

const KNOWN = buildKnown();

function buildKnown(): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  for (const [name, keysym] of Object.entries(NAMED_KEYS)) known.set(fold(name), keysym);
  for (const [alias, name] of Object.entries(ALIASES)) {
    const keysym = NAMED_KEYS[name];
    if (keysym !== undefined) known.set(alias, keysym);
  }
  for (const [name, character] of Object.entries(SPELLED)) known.set(name, keysymOf(character));
  return known;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** The keysym of a key by any usual name, whatever its case, or by the character that it types. Throws `bad_input` with field and nearest name. */
export function parseKey(name: string, field = 'key'): number {
  const characters = Array.from(name);
  if (characters.length === 1 && isTypable(name)) return keysymOf(name);
  const folded = fold(name);
  const keysym = KNOWN.get(folded) ?? KNOWN.get(domCode(folded));
  if (keysym !== undefined) return keysym;
  const letter = /^(?:key([a-z])|digit(\d))$/.exec(folded); // DOM `code` values
  const character = letter?.[1] ?? letter?.[2];
  if (character !== undefined) return keysymOf(character);
  throw new DeskhandError('bad_input', `${field}: there is no key named ${quoted(name)}.`, {
    hint: `${suggestion(folded)} A chord is written like ctrl+shift+t; text is typed with the type action.`,
  });
}

function domCode(folded: string): string {
  return folded.replace(/^numpad/, 'kp');
}

/** The keysyms of a chord such as `ctrl+shift+t`, in the order to press them. `+` itself is `plus`, or the last part: `ctrl++`. Throws `bad_input`, with `keys` as the field. */
export function parseChord(chord: string): number[] {
  if (chord === '') {
    throw new DeskhandError('bad_input', 'keys: must name a key, got "".', {
      hint: 'Name a key, such as Enter or ctrl+a.',
    });
  }
  if (chord.length === 1) return [parseKey(chord, 'keys')];
  const endsInPlus = chord.endsWith('++');
  const parts = (endsInPlus ? chord.slice(0, -2) : chord).split('+');
  const names = endsInPlus ? [...parts, '+'] : parts;
  const blank = names.findIndex((name) => name === '');
  if (blank >= 0) {
    throw new DeskhandError('bad_input', `keys: ${quoted(chord)} lacks a key at position ${blank + 1}.`, {
      hint: 'Join keys with one + each, such as ctrl+shift+t; the plus key is called plus.',
    });
  }
  const keys = names.map((name) => parseKey(name.length > 1 ? name.trim() : name, 'keys'));
  // With modifiers a letter names the key, not the character: ctrl+A is ctrl+a, and Shift has to be asked for.
  return keys.length === 1 ? keys : keys.map(lowerCaseLetter);
}

/**
 * The keys of a chord by one name each, whatever they were called: `Control_L` and `Return`, or the character; none for what is
 * no chord.
 */
export function chordNames(chord: string): readonly string[] {
  try {
    return parseChord(chord).map(nameOf);
  } catch {
    return [];
  }
}

function nameOf(keysym: number): string {
  return NAMES.get(keysym) ?? String.fromCodePoint(keysym & 0x00ff_ffff);
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(NAMED_KEYS).map(([name, keysym]) => [keysym, name]),
);

function lowerCaseLetter(keysym: number): number {
  return keysym >= 0x41 && keysym <= 0x5a ? keysym + 0x20 : keysym;
}

function suggestion(folded: string): string {
  const near = nearest(folded, KNOWN.keys());
  if (near === undefined) return 'Use names such as Enter, Escape, ArrowLeft, PageDown, F5 or ctrl+a.';
  const canonical = Object.keys(NAMED_KEYS).find((name) => fold(name) === near);
  return `Did you mean "${canonical ?? near}"?`;
}
