import type { JsonObject, JsonValue } from '../../base/json.ts';

/** A part of a type in words: plain words, something written as in a program, or the name of another schema. */
export type Piece = string | { readonly code: string } | { readonly ref: string };

/** One property of a schema, or of what lies in it. */
export interface Field {
  /** From the schema's top: `limits.usd`, `files[].name`, `mcp_servers.*.url`. */
  readonly path: string;
  readonly required: boolean;
  readonly type: readonly Piece[];
  readonly text: string;
  readonly default?: JsonValue;
}

/** Every property of a schema and of the objects in it, from top to bottom. A named schema is not gone into: it has its own fields. */
export function fieldsOf(schema: JsonObject, path = ''): readonly Field[] {
  const required = (schema['required'] ?? []) as readonly string[];
  const own = Object.entries(object(schema['properties'])).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [toField(at, object(value), required.includes(name)), ...fieldsOf(object(value), at)];
  });
  return [
    ...own,
    ...waysOf(schema).flatMap((way) => fieldsOf(way, path)),
    ...fieldsWithin(schema['items'], `${path}[]`),
    ...fieldsWithin(schema['additionalProperties'], path === '' ? '*' : `${path}.*`),
  ];
}

/** What a schema says of one value, as a field of that path. */
export function toField(path: string, schema: JsonObject, required: boolean, text?: JsonValue): Field {
  const description = text ?? schema['description'];
  return {
    path,
    required,
    type: typeOf(schema),
    text: typeof description === 'string' ? description : '',
    ...(schema['default'] === undefined ? {} : { default: schema['default'] }),
  };
}

/** The type of a value in a few words: its kind, its choices, its range. */
export function typeOf(schema: JsonObject): readonly Piece[] {
  const { $ref, enum: choices, const: only, type, items, contentSchema, contentMediaType } = schema;
  if (typeof $ref === 'string') return [{ ref: refName($ref) }];
  if (only !== undefined) return [code(only)];
  if (Array.isArray(choices))
    return joined(
      choices.map((choice: JsonValue) => [code(choice)]),
      ', ',
    );
  const ways = waysOf(schema);
  if (ways.length > 0) return joined(ways.map(typeOf), ' or ');
  if (contentSchema !== undefined) return ['stream of ', ...typeOf(object(object(contentSchema)['items']))];
  if (type === 'array') {
    const of = items === undefined ? ['anything'] : typeOf(object(items));
    return ['list', ...count(schema, ' (', 'minItems', 'maxItems', 'items)'), ' of ', ...of];
  }
  const others = object(schema['additionalProperties']);
  if (type === 'object' && Object.keys(others).length > 0) return ['object by name of ', ...typeOf(others)];
  if (typeof contentMediaType === 'string' && type === undefined) return ['bytes'];
  const name = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'any';
  return [name, ...range(schema), ...form(schema)];
}

/** The name of the schema that a reference leads to. */
export function refName(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

/** A JSON object, or an empty one where the value is none. */
export function object(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function fieldsWithin(schema: JsonValue | undefined, path: string): readonly Field[] {
  return schema === undefined ? [] : fieldsOf(object(schema), path);
}

function waysOf({ anyOf, oneOf }: JsonObject): readonly JsonObject[] {
  return [anyOf, oneOf].flatMap((ways) => (Array.isArray(ways) ? (ways as readonly JsonObject[]) : []));
}

function joined(parts: readonly (readonly Piece[])[], by: string): readonly Piece[] {
  return parts.flatMap((part, i) => (i === 0 ? part : [by, ...part]));
}

function code(value: JsonValue): Piece {
  return { code: JSON.stringify(value) };
}

// zod bounds every integer by what a double holds; that says nothing to a reader.
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

function range(schema: JsonObject): readonly string[] {
  const { minimum, maximum, exclusiveMinimum } = schema;
  const least = typeof minimum === 'number' && minimum > -UNBOUNDED ? minimum : undefined;
  const most = typeof maximum === 'number' && maximum < UNBOUNDED ? maximum : undefined;
  if (typeof exclusiveMinimum === 'number')
    return [`, above ${exclusiveMinimum}`, ...(most === undefined ? [] : [`, ${most} or less`])];
  if (least !== undefined && most !== undefined) return [`, ${least} to ${most}`];
  if (least !== undefined) return [`, ${least} or more`];
  if (most !== undefined) return [`, ${most} or less`];
  return count(schema, ', ', 'minLength', 'maxLength', 'characters');
}

function count(
  schema: JsonObject,
  before: string,
  min: string,
  max: string,
  what: string,
): readonly string[] {
  const { [min]: least = 0, [max]: most } = schema;
  return typeof most === 'number' ? [`${before}${Number(least)} to ${most} ${what}`] : [];
}

/** What a text is to look like, as far as that can be read. */
function form({ contentEncoding, format, pattern }: JsonObject): readonly Piece[] {
  if (typeof contentEncoding === 'string') return [` in ${contentEncoding}`];
  if (typeof format === 'string') return [` (${format})`];
  return typeof pattern === 'string' ? [', like ', { code: pattern }] : [];
}
