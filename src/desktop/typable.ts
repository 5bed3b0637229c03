import { DeskhandError } from '../base/errors.ts';
import { isTypable } from './keysyms.ts';

const HINT =
  'Leave out control characters and lone surrogates; press keys such as Escape with the key action.';

/** The text as it is typed, `\r\n` and `\r` as `\n`; throws `bad_input` for what no key can type. */
export function typable(text: string): string {
  const clean = text.replaceAll(/\r\n?/g, '\n');
  const characters = Array.from(clean);
  const bad = characters.findIndex((character) => !isTypable(character));
  if (bad < 0) return clean;
  const code = (characters[bad]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new DeskhandError('bad_input', `text: character ${bad + 1}, U+${code}, cannot be typed.`, {
    hint: HINT,
  });
}

/** The same for a text of which nothing may be told, such as a secret. */
export function typableSecret(text: string): string {
  try {
    return typable(text);
  } catch {
    throw new DeskhandError('bad_input', 'text: a secret in it holds a character that cannot be typed.', {
      hint: HINT,
    });
  }
}
