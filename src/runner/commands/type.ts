import { DeskhandError } from '../../base/errors.ts';
import { silentLog } from '../../base/log.ts';
import { openDesktop } from '../../desktop/open.ts';
import { LONG_TEXT } from '../../desktop/typist.ts';

/**
 * `type TEXT`: types text of any characters where the focus is, over an X connection of its own. xdotool gives characters
 * that no key has to a key while a program has yet to read it, and then other characters arrive. Like any program of the
 * desktop it needs no token, and gives no access to the API. Long texts go by keys too: a paste would take the clipboard, and
 * what is put back there ends with this connection.
 */
export async function type(texts: readonly string[]): Promise<number> {
  if (texts.length === 0) throw new DeskhandError('bad_input', 'type needs a text.');
  const desktop = await openDesktop({ display: process.env['DISPLAY'] ?? ':99', log: silentLog });
  try {
    const { signal } = new AbortController();
    for (const part of texts.flatMap(shortParts)) await desktop.keyboard.type(part, signal);
  } finally {
    await desktop.close();
  }
  return 0;
}

/** The text in parts that are typed by keys, cut between characters. */
function shortParts(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (part.length + character.length > LONG_TEXT) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}
