/**
 * A text as one line that a terminal shows and does nothing else with: line feeds become blanks; other control characters, and
 * those that turn the direction of writing, are written out as `\u001b`, which is the same character in JSON.
 */
export function onOneLine(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll(UNSEEN, written);
}

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
