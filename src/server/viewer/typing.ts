/** X keysyms of keys without a character (X11/keysymdef.h). */
export const KEYS: Readonly<Record<string, number>> = {
  BackSpace: 0xff08,
  Tab: 0xff09,
  Return: 0xff0d,
  Escape: 0xff1b,
};

/** The X keysym of a character: Latin-1 as it is, all others in the Unicode range. Pure. */
export function keysymOf(character: string): number {
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
  const [old, now] = [Array.from(before), Array.from(after)];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  return { erased: old.length - same, typed: now.slice(same) };
}
