import type { JsonObject, JsonValue } from '../../../../../src/base/json.ts';

/** The names of all properties in a schema, at whatever depth; not those of schemas that it refers to. */
export function propertiesOf(schema: JsonValue | undefined): readonly string[] {
  return objectsIn(schema).flatMap(({ properties }) =>
    properties === undefined ? [] : Object.keys(properties as JsonObject),
  );
}

/** The names of the schemas that one refers to. */
export function refsOf(schema: JsonValue | undefined): readonly string[] {
  return objectsIn(schema).flatMap(({ $ref }) =>
    typeof $ref === 'string' ? [$ref.split('/').at(-1) ?? ''] : [],
  );
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value as JsonObject).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as JsonObject, ...inner];
}
