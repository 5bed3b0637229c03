import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { inLines } from '../base/control-characters.ts';

/** Colours text for {@link forTerminal}, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** The few styles that the CLI uses. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/**
 * What stands before a code of ours. Nobody else can know it, so no text of a page, a model or a desktop can bring a code that
 * passes for one.
 */
const OURS = `\u0000${randomUUID()}`;

/** A paint that colours or one that does not. */
export function createPaint(colours: boolean): Paint {
  if (!colours) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = inspect.colors[style] ?? [0, 0];
    return `${OURS}${on}m${text}${OURS}${off}m`;
  };
}

/** A text of our own, with a terminal's codes for colours in it, as a paint would have made it. */
export function asPainted(text: string): string {
  return text.replaceAll(COLOUR, (_, codes: string) => `${OURS}${codes}m`);
}

// The escape character is what is looked for.
const COLOUR = new RegExp(String.raw`\u001B\[([\d;]*)m`, 'g');

/**
 * A text as it goes to a terminal: codes of a paint become the terminal's, and all other control characters, which can only have
 * come with somebody else's text, are written out (`\u001b`). Line feeds and tabs stay.
 */
export function forTerminal(text: string): string {
  const [first = '', ...rest] = text.split(OURS);
  const painted = rest.map((part) => {
    const end = part.indexOf('m') + 1;
    return `\u001B[${part.slice(0, end)}${inLines(part.slice(end))}`;
  });
  return inLines(first) + painted.join('');
}

/**
 * Whether to colour: `--no-color` and a non-empty `NO_COLOR` (no-color.org) forbid it, then `FORCE_COLOR` (but 0) asks for
 * it, then a terminal gets it unless it is dumb or this is CI.
 */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly noColor: boolean; readonly isTty: boolean },
): boolean {
  if (options.noColor || isSet(env['NO_COLOR'])) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return options.isTty && env['TERM'] !== 'dumb' && !isSet(env['CI']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
