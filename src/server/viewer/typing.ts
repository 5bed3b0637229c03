/** X keysyms of keys without a character (X11/keysymdef.h). */
export const KEYS: Readonly<Record<string, number>> = {
  BackSpace: 0xff08,
  Tab: 0xff09,
  Return: 0xff0d,
  Escape: 0xff1b,
};

/** The X keysym of a character: Latin-1 as it is, all others in the Unicode range; a line break is Return. Pure. */
export function keysymOf(character: string): number {
  if (character === '\n') return KEYS['Return'] ?? 0;
  if (character === '\t') return KEYS['Tab'] ?? 0;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? code : 0x0100_0000 + code;
}

/**
 * What a soft keyboard did to a text field: so many characters rubbed out at its end, then these typed. Soft keyboards change
 * words afterwards, so only the field's text tells, not its key events. Pure.
 */
export function textChange(
  before: string,
  after: string,
): { readonly erased: number; readonly typed: readonly string[] } {
  const [old, now] = [backspaceUnits(before), backspaceUnits(after)];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  return { erased: old.length - same, typed: Array.from(now.slice(same).join('')) };
}

/** What a paste puts in, key by key, with one kind of line break. Pure. */
export function pastedKeys(text: string): readonly number[] {
  return Array.from(text.replaceAll(/\r\n?/g, '\n'), keysymOf);
}

/** The text after one Backspace at its end. Pure. */
export function withoutLast(text: string): string {
  return backspaceUnits(text).slice(0, -1).join('');
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u;

/** What Backspace rubs out at a time: a whole emoji, of however many characters it is made, else one character. */
function backspaceUnits(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) =>
    EMOJI.test(segment) ? [segment] : Array.from(segment),
  ).flat();
}
