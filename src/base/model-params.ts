import { DeskhandError } from './errors.ts';
import type { JsonValue } from './json.ts';

/**
 * Parameters of the model from `NAME=VALUE` entries of a command line. Numbers, `true` and `false` become what they look
 * like, all else stays text; which ones a model takes is decided where it is opened. Throws `bad_input` naming the entry.
 */
export function readParams(entries: readonly string[]): Readonly<Record<string, JsonValue>> {
  const params: Record<string, JsonValue> = {};
  for (const entry of entries) {
    const [, name, value] = /^([A-Za-z]\w*)=(.+)$/s.exec(entry) ?? [];
    if (name === undefined || value === undefined) {
      throw new DeskhandError('bad_input', `--param "${entry}" is not NAME=VALUE.`, {
        hint: 'For example --param temperature=0.2 or --param reasoning_effort=low.',
      });
    }
    if (Object.hasOwn(params, name)) throw new DeskhandError('bad_input', `--param ${name} is given twice.`);
    params[name] = valueOf(value);
  }
  return params;
}

function valueOf(text: string): JsonValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
