import { styleText } from 'node:util';

/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** The few styles that the CLI uses. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** A paint that colours or one that does not. */
export function createPaint(colours: boolean): Paint {
  return colours
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
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
