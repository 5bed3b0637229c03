/**
 * The patterns of a secret's characters, one after the other, each with all spellings that a serialized text may have of it: as
 * it is, escaped as in JSON or Markdown, percent-encoded (also twice), or as HTML has it. Blanks match any run of blanks, since
 * pages and lists fold them. Letters and digits of ASCII are always spelled as they are. They are to be matched one by one, without
 * ever going back: only a value that looks like a code itself (`&amp;`, `%25`) is missed that way. For regular expressions with `u`.
 */
export function spellingsOf(value: string): readonly string[] {
  // What consists of blanks alone must not match every blank.
  if (value.trim() === '') return Array.from(value, literal);
  // Forms write a blank as +, so that a + beside one cannot be told from it.
  const pieces = value.match(/[\s+]*\s[\s+]*|\\+|[\s\S]/gu) ?? [];
  const isLong = value.trim().length >= LEAST_CORE;
  return pieces.map((piece, i) => {
    if (!/\s/.test(piece)) return patternOf(piece);
    // An escaped line feed begins like a backslash.
    const blanks = pieces[i + 1]?.startsWith('\\') === true ? BLANKS : `(?:${BLANKS}|${ESCAPED})`;
    // Names and titles are trimmed.
    return `${blanks}{${isLong && (i === 0 || i === pieces.length - 1) ? 0 : 1},200}`;
  });
}

/** A shorter one must have the blanks around it to be taken for the secret. */
const LEAST_CORE = 4;

const BLANKS = String.raw`(?:\s|\+|%(?:25){0,2}(?:20|2[bB]|0[9aAdD]|[cC]2%(?:25){0,2}[aA]0)|&nbsp;|&#(?:9|10|13|32|160);)`;
const ESCAPED = String.raw`\\{1,7}[nrtfv]`;

const NAMED: Readonly<Record<string, string>> = {
  '"': 'quot',
  "'": 'apos',
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
};

function patternOf(piece: string): string {
  if (/^[A-Za-z0-9]$/.test(piece)) return piece;
  if (piece.startsWith('\\')) {
    const { length } = piece;
    return `(?:\\\\{${length},${8 * length}}|(?:${encoded('\\')}){${length}})`;
  }
  // Codes first: what `&amp;` goes on with is no part of the secret.
  return `(?:${encoded(piece)}|\\\\{0,7}${literal(piece)})`;
}

/** A character in codes: of an address, of JSON, of HTML. */
function encoded(character: string): string {
  const bytes = [...Buffer.from(character, 'utf8')].map((byte) => `%(?:25){0,2}${inHex(byte, 2)}`);
  const units = Array.from(
    { length: character.length },
    (_, i) => String.raw`\\{1,7}u${inHex(character.charCodeAt(i), 4)}`,
  );
  const code = character.codePointAt(0) ?? 0;
  const named = NAMED[character];
  return [
    bytes.join(''),
    units.join(''),
    `&#0{0,5}${code};`,
    `&#[xX]0{0,5}${inHex(code, 1)};`,
    ...(named === undefined ? [] : [`&${named};`]),
  ].join('|');
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** In either case of the letters. */
function inHex(code: number, digits: number): string {
  const hex = code.toString(16).padStart(digits, '0');
  return hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
