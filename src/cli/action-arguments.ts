import { DeskhandError } from '../base/errors.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';

/** The `key=value` words of an action as they stand. Throws `bad_input` for a word without a key and for a key given twice. */
export function splitActionArguments(words: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const word of words) {
    const [, key, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (key === undefined || value === undefined)
      throw new DeskhandError('bad_input', `"${word}" is not of the form key=value.`, {
        hint: "Put a value with spaces in quotes: text='two words'.",
      });
    if (given.has(key)) throw new DeskhandError('bad_input', `${key} is given twice.`);
    given.set(key, value);
  }
  return given;
}

/**
 * The parameters of an action, each read as `schema` (the JSON Schema of its parameters) wants it: values that are JSON
 * become what they say (`x=640`), unless the field takes text and not that (`text=2026`); a field that takes a list also
 * takes `a,b`. A field that the schema does not know is read as JSON, or else as text: the desktop says what is wrong with it.
 * Throws `bad_input` that names --json-body for a value that the field cannot take.
 */
export function readActionArguments(given: ReadonlyMap<string, string>, schema: JsonObject = {}): JsonObject {
  const fields = asSchema(schema['properties']);
  return Object.fromEntries(
    [...given].map(([key, text]): [string, JsonValue] => [key, readValue(key, text, asSchema(fields[key]))]),
  );
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

function readValue(key: string, text: string, schema: JsonObject): JsonValue {
  const types = typesOf(schema);
  const value = parseValue(text);
  if (types.length === 0 || typesOfValue(value).some((type) => types.includes(type))) return value;
  if (types.includes('string')) return text;
  // What begins like JSON but is none was meant as JSON: to split it would only hide its fault.
  if (types.includes('array') && !/^\s*[[{]/.test(text)) {
    const items = asSchema(schema['items']);
    return text === '' ? [] : text.split(',').map((item) => readValue(key, item.trim(), items));
  }
  throw new DeskhandError('bad_input', `${key}: "${text}" is not of the type ${types.join(' or ')}.`, {
    hint: 'Lists and objects are JSON in quotes; --json-body takes all parameters as one JSON object.',
  });
}

/** The types that a schema takes, `[]` when it does not say. */
function typesOf(schema: JsonObject): readonly string[] {
  const { type, anyOf, oneOf } = schema;
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) {
    const each = choices.map((choice) => typesOf(asSchema(choice)));
    return each.some((types) => types.length === 0) ? [] : each.flat();
  }
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
}

/** The types of JSON Schema that a value has: a whole number is an `integer` too. */
function typesOfValue(value: JsonValue): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

function asSchema(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
