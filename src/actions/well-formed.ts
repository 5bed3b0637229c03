import { DeskhandError } from '../base/errors.ts';

/** The text as it is; throws `bad_input` for half of a character, which would arrive as U+FFFD. */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  const lone = Array.from(text).find((character) => !character.isWellFormed());
  const code = (lone?.codePointAt(0) ?? 0).toString(16).toUpperCase();
  throw new DeskhandError('bad_input', `text: U+${code} is half of a character (a lone surrogate).`, {
    hint: 'Leave it out, or send the whole character.',
  });
}
