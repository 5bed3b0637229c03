import type { JsonObject } from '../../src/base/json.ts';
import { fieldsOf, typeOf } from '../../src/server/openapi/schema-shape.ts';
import type { Field, Piece } from '../../src/server/openapi/schema-shape.ts';
import { code, table } from './markdown.ts';

/** A JSON Schema in a few words: type, choices, range; a named schema as a link to its heading on the page. */
export function typeText(schema: JsonObject): string {
  return piecesText(typeOf(schema));
}

function piecesText(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'code' in piece ? code(piece.code) : schemaLink(piece.ref);
    })
    .join('');
}

/** The properties of a schema and of the objects in it; empty where it has none. */
export function fieldsText(schema: JsonObject): string {
  const rows = fieldsOf(schema).map((field) => [code(field.path), fieldType(field), field.text]);
  return table(['property', 'type', 'meaning'], rows);
}

function fieldType({ type, required, default: value }: Field): string {
  const preset = value === undefined ? '' : `; default ${code(JSON.stringify(value))}`;
  return `${piecesText(type)}${preset}${required ? '' : ', optional'}`;
}

/** A link to a schema's heading. */
function schemaLink(name: string): string {
  return `[${code(name)}](#${name.toLowerCase()})`;
}
