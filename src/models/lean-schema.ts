import type { JsonObject, JsonValue } from '../base/json.ts';
import type { ToolSpec } from './model.ts';

/**
 * Keywords that only a validator needs. Providers bill them as prompt tokens or refuse them (xAI takes no `maxItems` over
 * 256), and the executor checks every argument again.
 */
const VALIDATION_ONLY = new Set([
  '$schema',
  'maxLength',
  'minLength',
  'maxItems',
  'pattern',
  'format',
  'propertyNames',
]);

/** The tools with schemas that every provider takes, as short as they can be. */
export function leanTools(tools: readonly ToolSpec[]): readonly ToolSpec[] {
  return tools.map((tool) => ({ ...tool, parameters: leanObject(tool.parameters) }));
}

function leanObject(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(
    ([name, value]) => !VALIDATION_ONLY.has(name) && !isUnbounded(name, value),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'properties' ? leanEach(value) : lean(value)]),
  );
}

/** The properties by their names, which may be those of keywords. */
function leanEach(properties: JsonValue | undefined): JsonValue {
  return Object.fromEntries(
    Object.entries((properties ?? {}) as JsonObject).map(([name, value]) => [name, lean(value)]),
  );
}

function lean(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(lean);
  return typeof value === 'object' && value !== null ? leanObject(value as JsonObject) : (value ?? null);
}

/** zod writes the bounds of safe integers for a plain integer. */
function isUnbounded(name: string, value: JsonValue | undefined): boolean {
  return (name === 'minimum' || name === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}
