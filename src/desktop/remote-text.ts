import type { RemoteEvent } from '../base/remote-input.ts';
import { isTypable } from './keysyms.ts';

const UNICODE = 0x0100_0000;
const LAST_UNICODE = 0x0110_ffff;
const RETURN = 0xff0d;
const TAB = 0xff09;
// A person's two hands have no more than this on the way at once: more was pasted, or put in by a phone's keyboard.
const FEWEST = 4;

/**
 * The text that begins with the event at `from`, where there is one: characters that are pressed and let go one after the
 * other, at least four of them. A few are better played as keys, which take no look at what the focused program has read. Pure.
 */
export function textAt(
  events: readonly RemoteEvent[],
  from: number,
): { readonly text: string; readonly events: number } | undefined {
  const characters: string[] = [];
  for (let i = from; ; i += 2) {
    const character = tapped(events[i], events[i + 1]);
    if (character === undefined) break;
    characters.push(character);
  }
  if (characters.length < FEWEST) return undefined;
  return { text: characters.join(''), events: 2 * characters.length };
}

/** The character of a key that goes down and comes up at once. */
function tapped(down: RemoteEvent | undefined, up: RemoteEvent | undefined): string | undefined {
  if (down?.kind !== 'key' || up?.kind !== 'key') return undefined;
  return down.down && !up.down && down.keysym === up.keysym ? characterOf(down.keysym) : undefined;
}

function characterOf(keysym: number): string | undefined {
  if (keysym === RETURN) return '\n';
  if (keysym === TAB) return '\t';
  const isUnicode = keysym > UNICODE && keysym <= LAST_UNICODE;
  if (!isUnicode && keysym > 0xff) return undefined;
  const character = String.fromCodePoint(isUnicode ? keysym - UNICODE : keysym);
  return keysym >= 0x20 && isTypable(character) ? character : undefined;
}
