import type { Secrets } from './action.ts';
import { spellingsOf } from './secret-spellings.ts';

/** So many characters of a secret before an `…` are taken for a part of it; fewer tell next to nothing. */
const LEAST_CUT = 4;

const PLACEHOLDER = /(\{\{secret:\w+\}\})/;

const hiders = new WeakMap<Secrets, (text: string) => string>();

/** What puts the values in a text back to their placeholders; made once for the same secrets. */
export function secretHider(secrets: Secrets): (text: string) => string {
  const made = hiders.get(secrets) ?? makeHider(secrets);
  hiders.set(secrets, made);
  return made;
}

function makeHider(secrets: Secrets): (text: string) => string {
  const each = secrets.names
    .map((name) => ({ name, value: secrets.get(name) ?? '' }))
    .filter(({ value }) => value !== '')
    // Longest first, so that a secret that contains another leaves no rest behind.
    .toSorted((a, b) => b.value.length - a.value.length)
    .map(({ name, value }) => hiderOf(value, `{{secret:${name}}}`));
  return (text) => each.reduce((hidden, hide) => outsidePlaceholders(hidden, hide), text);
}

/** A placeholder that is there already stays whole, whatever the secrets are. */
function outsidePlaceholders(text: string, hide: (text: string) => string): string {
  return text
    .split(PLACEHOLDER)
    .map((part, i) => (i % 2 === 0 ? hide(part) : part))
    .join('');
}

/**
 * Hides one secret, and its beginning where an `…` follows: the rest was cut off before the text came here. Looks for the first
 * characters, then goes on one by one: a single pattern of a long secret is too much for a regular expression, whose error would
 * hold the secret.
 */
function hiderOf(value: string, placeholder: string): (text: string) => string {
  const spellings = spellingsOf(value);
  // As they are, whatever they look like.
  const plain = [value, JSON.stringify(value).slice(1, -1)];
  const head = new RegExp(spellings.slice(0, LEAST_CUT).join(''), 'gu');
  const rest = spellings.slice(LEAST_CUT).map((spelling) => new RegExp(spelling, 'uy'));
  const spelled = (text: string): string => {
    let kept = '';
    let at = 0;
    for (const { 0: found, index } of text.matchAll(head)) {
      if (index < at) continue;
      const end = endOf(text, index + found.length, rest);
      if (end === undefined) continue;
      kept += text.slice(at, index) + placeholder;
      at = end;
    }
    return kept + text.slice(at);
  };
  const literally = plain.map((each) => (text: string) => text.replaceAll(each, () => placeholder));
  return (text) => [...literally, spelled].reduce(outsidePlaceholders, text);
}

/** Where a secret ends whose first characters end at `from`; undefined where it goes on otherwise. */
function endOf(text: string, from: number, rest: readonly RegExp[]): number | undefined {
  let end = from;
  for (const next of rest) {
    next.lastIndex = end;
    const [found] = next.exec(text) ?? [];
    if (found === undefined) return text[end] === '…' ? end : undefined;
    end += found.length;
  }
  return end;
}
