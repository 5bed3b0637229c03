import { DeskhandError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { anthropicDialects } from './anthropic.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { openai } from './openai.ts';
import { uiTars } from './ui-tars.ts';

/** Every dialect that is understood besides the table of actions. */
export const DIALECTS: readonly Dialect[] = [openai, ...anthropicDialects, gemini, uiTars];

/** The dialect of that name; throws `not_found` with the nearest name. */
export function dialectNamed(name: string): Dialect {
  const found = DIALECTS.find((dialect) => dialect.name === name);
  if (found !== undefined) return found;
  const names = DIALECTS.map((dialect) => dialect.name);
  const guess = nearest(name, names);
  throw new DeskhandError('not_found', `There is no dialect "${name.slice(0, 60)}".`, {
    hint: guess === undefined ? `The dialects are ${names.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}
