import type { JsonObject } from '../../base/json.ts';

/** A JSON Schema that stands under `components/schemas`. */
export const schemaRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** A whole number. */
export const integer = (description: string): JsonObject => ({ type: 'integer', description });

/** A number. */
export const number = (description: string): JsonObject => ({ type: 'number', description });

/** A text. */
export const text = (description: string): JsonObject => ({ type: 'string', description });

/** True or false. */
export const flag = (description: string): JsonObject => ({ type: 'boolean', description });

/** A list of such items. */
export const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

/** A moment, as ISO 8601 has it. */
export const moment = (description: string): JsonObject => ({
  type: 'string',
  format: 'date-time',
  description,
});

/** Such a value, or null. */
export const orNull = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }] });

/** An object whose properties are not of this contract. */
export const foreign = (description: string): JsonObject => ({
  type: 'object',
  description,
  additionalProperties: true,
});

/** An object of which every property is required but those that `optional` names. */
export function record(
  description: string,
  properties: Readonly<Record<string, JsonObject>>,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, properties, required };
}

/** A JSON body or answer of that schema, by its media type. */
export const json = (schema: JsonObject): Readonly<Record<string, JsonObject>> => ({
  'application/json': schema,
});

/** A parameter of the query. */
export const inQuery = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'query',
  description,
  schema,
});

/** A header of the request. */
export const inHeader = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'header',
  description,
  schema,
});

/** A part of the path. */
export const inPath = (
  name: string,
  description: string,
  schema: JsonObject = { type: 'string' },
): JsonObject => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});
