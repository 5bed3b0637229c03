import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import { describeIssues } from '../base/zod-issues.ts';

/** What a check of an answer found: its value, or one sentence about what does not fit. */
export type CheckedAnswer = { readonly value: JsonValue } | { readonly problem: string };

/** Makes the check of answers against a user's JSON Schema. Throws `bad_input` when the schema itself is none. */
export function compileAnswerSchema(schema: JsonObject): (text: string) => CheckedAnswer {
  const validator = compile(schema);
  return (text) => {
    const value = parseAnswer(text);
    if (value === undefined) return { problem: 'The answer is not JSON.' };
    const checked = validator.safeParse(value);
    return checked.success
      ? { value }
      : { problem: `The answer does not fit: ${describeIssues(checked.error)}.` };
  };
}

function compile(schema: JsonObject): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('bad_input', `The answer's JSON Schema cannot be used: ${why}`, {
      hint: 'Give a JSON Schema (2020-12) without references to other documents.',
      cause,
    });
  }
}

/** Models like to fence JSON although they are told not to. */
function parseAnswer(text: string): JsonValue | undefined {
  const bare = text
    .trim()
    .replace(/^```(?:json)?\s*/, '')
    .replace(/\s*```$/, '');
  try {
    return JSON.parse(bare) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Bounds that xAI documents: it refuses a schema beyond them, and the answer is checked here anyway. */
const MOST_ITEMS = 256;
const MOST_LENGTH = 2048;

/** A schema that xAI takes: what it refuses is left out, `items` as a list becomes `prefixItems`, objects are closed unless they say otherwise. */
export function wireSchema(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(([name, value]) => !isRefused(name, value));
  const mapped = kept.map(([name, value]): [string, JsonValue] => {
    if (name === 'items' && Array.isArray(value)) return ['prefixItems', value.map(wireValue)];
    if (name === 'properties' || name === '$defs') return [name, each(value)];
    return [name, KEPT_AS_IS.has(name) ? (value ?? null) : wireValue(value)];
  });
  const result: Record<string, JsonValue> = Object.fromEntries(mapped);
  if (result['type'] === 'object') result['additionalProperties'] ??= false;
  return result;
}

/** Keywords whose values are data and no schemas. */
const KEPT_AS_IS = new Set(['enum', 'const', 'default', 'examples', 'required']);

function isRefused(name: string, value: JsonValue | undefined): boolean {
  if (name === '$schema') return true;
  if (name === 'minItems' || name === 'maxItems') return Number(value) > MOST_ITEMS;
  if (name === 'minLength' || name === 'maxLength') return Number(value) > MOST_LENGTH;
  if (name === 'pattern') return typeof value === 'string' && /\(\?<?[=!]/.test(value);
  return (
    (name === 'enum' || name === 'anyOf' || name === 'oneOf') && Array.isArray(value) && value.length === 0
  );
}

function each(properties: JsonValue | undefined): JsonValue {
  const entries = Object.entries((properties ?? {}) as JsonObject);
  return Object.fromEntries(entries.map(([name, value]) => [name, wireValue(value)]));
}

function wireValue(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(wireValue);
  return typeof value === 'object' && value !== null ? wireSchema(value as JsonObject) : (value ?? null);
}
