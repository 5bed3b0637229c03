/**
 * A text as one line that a terminal shows and does nothing else with: line feeds become blanks; other control characters, and
 * those that turn the direction of writing, are written out as `\u001b`, which is the same character in JSON.
 */
export function onOneLine(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll(UNSEEN, written);
}

/** The same for a text whose tabs and line ends are wanted, those of Windows (and of CSV) too. */
export function inLines(text: string): string {
  return text.replaceAll(LINE_END_OR_UNSEEN, (found) => (/[\n\t]/.test(found) ? found : written(found)));
}

/** Unit by unit, as JSON writes what has two. */
function written(character: string): string {
  return Array.from({ length: character.length }, (_, i) => hex(character.charCodeAt(i))).join('');
}

function hex(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/**
 * C0, DEL and C1, the two separators that end a line, all that turn the direction of writing or once did, and the marks of
 * annotations, which hide text. Joiners, soft hyphens and the three marks of direction (U+061C, U+200E, U+200F) stay: words, emoji
 * and what is written from right to left need them, and they turn nothing but what is neutral beside them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u206F\uFFF9-\uFFFB]/gu;
const LINE_END_OR_UNSEEN = new RegExp(`\\r\\n|${UNSEEN.source}`, 'gu');
