import type { JsonValue } from '../../base/json.ts';
import type { Field, Piece } from './schema-shape.ts';

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A value as text of a page: nothing in it can become markup. */
export function escape(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return text.replaceAll(/[&<>"]/g, (character) => NAMES[character] ?? character);
}

/** Text with its `code` marked as such. */
export function prose(value: JsonValue | undefined): string {
  return escape(value).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

/** The anchor of a named schema. It lies inside the part that is folded, which opens when a link leads there. */
export function anchor(schema: string): string {
  return `schema-${escape(schema)}`;
}

/** A type in words, other schemas as links. */
export function typeHtml(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return escape(piece);
      if ('code' in piece) return `<code>${escape(piece.code)}</code>`;
      return `<a href="#${anchor(piece.ref)}"><code>${escape(piece.ref)}</code></a>`;
    })
    .join('');
}

/** Fields as a table; nothing where there are none. */
export function fieldTable(fields: readonly Field[]): string {
  return fields.length === 0 ? '' : `<table>${fields.map(fieldRow).join('')}</table>`;
}

function fieldRow({ path, required, type, text, default: value }: Field): string {
  const mark = required ? '' : ' <small>optional</small>';
  const preset = value === undefined ? '' : `; default <code>${escape(JSON.stringify(value))}</code>`;
  return `<tr><td><code>${escape(path)}</code>${mark}</td><td>${prose(text)}</td><td>${typeHtml(type)}${preset}</td></tr>`;
}
