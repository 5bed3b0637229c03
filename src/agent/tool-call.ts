import type { ActionCall } from '../actions/action.ts';
import { DeskhandError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import type { ToolCall, ToolSpec } from '../models/model.ts';

/** A model's call as an action. */
export interface ReadCall {
  readonly call: ActionCall;
  /** The parameters as they are recorded. */
  readonly params: JsonObject;
}

/**
 * A tool call as an action call. Repairs what is safe to repair: code fences, JSON in a JSON string, no arguments at all,
 * numbers and booleans as strings where the schema wants them bare. Throws `bad_input` with a sentence for the model.
 */
export function readToolCall(call: ToolCall, tools: readonly ToolSpec[]): ReadCall {
  const tool = tools.find((each) => each.name === call.name);
  if (tool === undefined) throw unknownTool(call.name, tools);
  const params = coerce(parseArguments(call), tool.parameters);
  return { call: { ...params, action: call.name }, params };
}

function parseArguments(call: ToolCall): JsonObject {
  const text = call.arguments
    .trim()
    .replace(/^```(?:json)?\s*/, '')
    .replace(/\s*```$/, '');
  if (text === '') return {};
  const value = parseTwice(text, call.name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new DeskhandError('bad_input', `The arguments of ${call.name} must be one JSON object.`);
}

function parseTwice(text: string, name: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeskhandError('bad_input', `The arguments of ${name} are not valid JSON: ${reason}`, {
      cause: error,
    });
  }
}

function unknownTool(name: string, tools: readonly ToolSpec[]): DeskhandError {
  const names = tools.map((tool) => tool.name);
  const guess = nearest(name, names);
  return new DeskhandError('bad_input', `There is no tool "${name}".`, {
    hint: guess === undefined ? `The tools are ${names.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}

function coerce(params: JsonObject, schema: JsonObject): JsonObject {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, { type?: unknown } | undefined>>;
  return Object.fromEntries(
    Object.entries(params)
      // Some models fill in every optional field with null.
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, bare(value, properties[name]?.type)]),
  );
}

function bare(value: JsonObject[string], type: unknown): JsonObject[string] {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if ((type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return value;
}
