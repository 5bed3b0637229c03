import type { JsonObject, JsonValue } from '../../src/base/json.ts';

/**
 * The TypeScript type of what a JSON Schema takes. Throws for a kind of schema that no action has had so far: a guess would let
 * pass what the desktop refuses.
 */
export function typeText(schema: JsonObject): string {
  const { const: only, enum: choices, type, items } = schema;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return choices.map((choice: JsonValue) => JSON.stringify(choice)).join(' | ');
  if (type === 'string' || type === 'boolean') return type;
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array' && isObject(items)) {
    const item = typeText(items);
    return /^[\w{]/.test(item) && !item.includes(' | ') ? `readonly ${item}[]` : `readonly (${item})[]`;
  }
  if (isCallInside(schema)) return 'BatchedCall';
  if (type === 'object' && isObject(schema['properties'])) return `{ ${propertiesText(schema)} }`;
  throw new Error(`There is no type yet for ${JSON.stringify(schema)}.`);
}

/** The properties of an object's schema as members of a type, each with its description. */
export function propertiesText(schema: JsonObject): string {
  const required = (schema['required'] ?? []) as readonly string[];
  const members = Object.entries((schema['properties'] ?? {}) as JsonObject).map(([name, value]) => {
    const property = value as JsonObject;
    const type = typeText(property);
    const member = required.includes(name)
      ? `readonly ${name}: ${type};`
      : `readonly ${name}?: ${type} | undefined;`;
    return `${docText(property['description'], property['default'])}${member}`;
  });
  return members.join('\n');
}

/** A comment for editors; nothing without a text. */
export function docText(text: JsonValue | undefined, preset?: JsonValue): string {
  if (typeof text !== 'string') return '';
  const default_ = preset === undefined ? '' : ` Default: ${JSON.stringify(preset)}.`;
  return `/** ${`${text}${default_}`.replaceAll('*/', '*\\/')} */\n`;
}

/** An object with a name of an action and whatever belongs to that: another call. */
function isCallInside({ properties, additionalProperties }: JsonObject): boolean {
  return (
    isObject(additionalProperties) && isObject(properties) && Object.keys(properties).join() === 'action'
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
