import { DeskhandError } from '../../base/errors.ts';
import { silentLog } from '../../base/log.ts';
import { openDesktop } from '../../desktop/open.ts';

/**
 * `type TEXT`: types text of any characters where the focus is, over an X connection of its own. xdotool gives characters
 * that no key has to a key while a program has yet to read it, and then other characters arrive. Like any program of the
 * desktop it needs no token, and gives no access to the API.
 */
export async function type(texts: readonly string[]): Promise<number> {
  if (texts.length === 0) throw new DeskhandError('bad_input', 'type needs a text.');
  const desktop = await openDesktop({ display: process.env['DISPLAY'] ?? ':99', log: silentLog });
  try {
    for (const text of texts) await desktop.keyboard.type(text, new AbortController().signal);
  } finally {
    await desktop.close();
  }
  return 0;
}
