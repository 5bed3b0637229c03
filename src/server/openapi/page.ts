import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../base/json.ts';

/** A page and the policy under which it may be shown. */
export interface DocsPage {
  readonly html: string;
  /** Content-Security-Policy: nothing is loaded, nothing runs, and only this page's own style counts. */
  readonly policy: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; }
code, pre { font: .9em ui-monospace, monospace; }
summary { cursor: pointer; padding: .3rem 0; overflow-wrap: anywhere; }
details > :not(summary) { margin-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
small { opacity: .75; }`;

/** The document as a page to read: HTML alone, no script, nothing from elsewhere. */
export function docsPage(document: JsonObject): DocsPage {
  const info = object(document['info']);
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>deskhand ${escape(info['version'])}: HTTP API</title><style>${STYLE}</style></head><body>
<h1>deskhand ${escape(info['version'])}</h1>
<p>${escape(info['summary'])} Every call but <code>/healthz</code> and <code>/readyz</code> needs
<code>Authorization: Bearer TOKEN</code>. The same contract for programs: <a href="/openapi.json">/openapi.json</a>.</p>
${calls(document)}
<h2 id="actions-list">Actions</h2><p>The bodies of <code>POST /v1/actions</code>.</p>
${actions(document)}
</body></html>
`;
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { html, policy };
}

function calls(document: JsonObject): string {
  const tags = (document['tags'] as readonly { readonly name: string }[]).map(({ name }) => name);
  const all = Object.entries(object(document['paths'])).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, operation]) => ({
      path,
      method,
      operation: object(operation),
    })),
  );
  return tags
    .map((tag) => {
      const mine = all.filter(({ operation }) => (operation['tags'] as readonly string[]).includes(tag));
      return `<h2>${escape(tag)}</h2>${mine.map(call).join('')}`;
    })
    .join('\n');
}

function call({ path, method, operation }: { path: string; method: string; operation: JsonObject }): string {
  const parameters = (operation['parameters'] ?? []) as readonly JsonObject[];
  const rows = parameters.map((parameter) =>
    row(
      parameter['name'],
      object(parameter['schema']),
      parameter['description'],
      parameter['required'] === true,
    ),
  );
  const answers = Object.entries(object(operation['responses'])).map(
    ([status, response]) => `<tr><td>${status}</td><td>${prose(object(response)['description'])}</td></tr>`,
  );
  return `<details><summary><code><b>${method.toUpperCase()}</b> ${escape(path)}</code> ${escape(operation['summary'])}</summary>
<p>${prose(operation['description'] ?? '')} <small>${access(operation)}</small></p>${table(rows)}<table>${answers.join('')}</table></details>`;
}

function access(operation: JsonObject): string {
  const ways = (operation['security'] as readonly JsonObject[]).flatMap((way) => Object.keys(way));
  return ways.length === 0 ? 'Open to everyone.' : `Needs: ${ways.join(' or ')}.`;
}

function actions(document: JsonObject): string {
  const schemas = object(object(document['components'])['schemas']);
  const refs = object(schemas['ActionCall'])['oneOf'] as readonly { readonly $ref: string }[];
  return refs
    .map(({ $ref }) => object(schemas[$ref.split('/').at(-1) ?? '']))
    .map((schema) => {
      const properties = Object.entries(object(schema['properties']));
      const required = schema['required'] as readonly string[];
      const name = object(properties[0]?.[1])['const'];
      const rows = properties
        .slice(1)
        .map(([key, value]) => row(key, object(value), object(value)['description'], required.includes(key)));
      return `<details><summary><code><b>${escape(name)}</b></code> ${escape(schema['title'])}</summary><p>${escape(schema['description'])}</p>${table(rows)}</details>`;
    })
    .join('\n');
}

function row(
  name: JsonValue | undefined,
  schema: JsonObject,
  text: JsonValue | undefined,
  required: boolean,
): string {
  const { description: _, ...shape } = schema;
  return `<tr><td><code>${escape(name)}</code>${required ? '' : ' <small>optional</small>'}</td><td>${escape(text ?? '')}</td><td><code>${escape(JSON.stringify(shape))}</code></td></tr>`;
}

function table(rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

/** Text with its `code` marked as such. */
function prose(value: JsonValue | undefined): string {
  return escape(value).replaceAll(/`([^`]*)`/g, '<code>$1</code>');
}

function object(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function escape(value: JsonValue | undefined): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return text.replaceAll(/[&<>"]/g, (character) => names[character] ?? character);
}
