import { DeskhandError } from '../base/errors.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';

/**
 * The parameters of an action from `key=value` words: values that are JSON become what they say (`x=640`,
 * `path='[{"x":1,"y":2}]'`), all others are text. Throws `bad_input` for a word without a key and for a key given twice.
 */
export function parseActionArguments(words: readonly string[]): JsonObject {
  const parameters: Record<string, JsonValue> = {};
  for (const word of words) {
    const [, key, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (key === undefined || value === undefined)
      throw new DeskhandError('bad_input', `"${word}" is not of the form key=value.`, {
        hint: "Put a value with spaces in quotes: text='two words'.",
      });
    if (Object.hasOwn(parameters, key)) throw new DeskhandError('bad_input', `${key} is given twice.`);
    parameters[key] = parseValue(value);
  }
  return parameters;
}

/** The parameters of an action from one JSON object. */
export function parseActionBody(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('bad_input', `--json-body is no JSON: ${why}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DeskhandError('bad_input', '--json-body must be a JSON object, such as {"x":640,"y":400}.');
  return value as JsonObject;
}

function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
