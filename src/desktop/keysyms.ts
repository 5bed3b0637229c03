/** Keysyms of characters and of named keys (X11 protocol, appendix A; keysymdef.h). */

/** Where Unicode code points beyond Latin-1 live in keysym space. */
const UNICODE = 0x0100_0000;

/** Keys that have a name of their own, by canonical name. */
export const NAMED_KEYS: Readonly<Record<string, number>> = {
  BackSpace: 0xff08,
  Tab: 0xff09,
  Return: 0xff0d,
  Pause: 0xff13,
  Scroll_Lock: 0xff14,
  Escape: 0xff1b,
  Multi_key: 0xff20,
  Home: 0xff50,
  Left: 0xff51,
  Up: 0xff52,
  Right: 0xff53,
  Down: 0xff54,
  Page_Up: 0xff55,
  Page_Down: 0xff56,
  End: 0xff57,
  Print: 0xff61,
  Insert: 0xff63,
  Menu: 0xff67,
  Num_Lock: 0xff7f,
  KP_Enter: 0xff8d,
  KP_Multiply: 0xffaa,
  KP_Add: 0xffab,
  KP_Subtract: 0xffad,
  KP_Decimal: 0xffae,
  KP_Divide: 0xffaf,
  Delete: 0xffff,
  Shift_L: 0xffe1,
  Shift_R: 0xffe2,
  Control_L: 0xffe3,
  Control_R: 0xffe4,
  Caps_Lock: 0xffe5,
  Alt_L: 0xffe9,
  Alt_R: 0xffea,
  Super_L: 0xffeb,
  Super_R: 0xffec,
  ISO_Level3_Shift: 0xfe03,
  XF86AudioLowerVolume: 0x1008ff11,
  XF86AudioMute: 0x1008ff12,
  XF86AudioRaiseVolume: 0x1008ff13,
  XF86AudioPlay: 0x1008ff14,
  XF86AudioStop: 0x1008ff15,
  XF86AudioPrev: 0x1008ff16,
  XF86AudioNext: 0x1008ff17,
  XF86Back: 0x1008ff26,
  XF86Forward: 0x1008ff27,
  XF86Refresh: 0x1008ff29,
  ...numbered('F', 1, 24, 0xffbe),
  ...numbered('KP_', 0, 9, 0xffb0),
};

function numbered(prefix: string, first: number, last: number, keysym: number): Record<string, number> {
  const names = Array.from({ length: last - first + 1 }, (_, i) => [`${prefix}${first + i}`, keysym + i]);
  return Object.fromEntries(names);
}

/** The keysym of one character: the code point itself in Latin-1, else in the Unicode range; Return and Tab for `\n` and `\t`. */
export function keysymOf(character: string): number {
  if (character === '\n') return 0xff0d;
  if (character === '\t') return 0xff09;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? code : UNICODE | code;
}

/** Whether a character can be typed: any scalar value but control characters other than newline and tab. */
export function isTypable(character: string): boolean {
  if (character === '\n' || character === '\t') return true;
  const code = character.codePointAt(0) ?? 0;
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return !isControl && !isSurrogate;
}

/** Whether a keysym stands for a key with a name rather than for a character. */
export function isNamedKey(keysym: number): boolean {
  return (keysym >= 0xfe00 && keysym < UNICODE) || keysym >= 0x1000_0000;
}
