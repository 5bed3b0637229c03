import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { anchor, escape, fieldTable, prose, typeHtml } from './html.ts';
import { fieldsOf, object, refName, toField, typeOf } from './schema-shape.ts';

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
a { color: inherit; }
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
${schemas(document)}
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
  const fields = parameters.map(({ name, schema, required, description }) =>
    toField(name as string, object(schema), required === true, description),
  );
  const body = bodyOf(operation['requestBody']);
  const answers = Object.entries(object(operation['responses'])).map(answer).join('');
  return `<details><summary><code><b>${method.toUpperCase()}</b> ${escape(path)}</code> ${escape(operation['summary'])}</summary>
<p>${prose(operation['description'] ?? '')} <small>${access(operation)}</small></p>${fieldTable(fields)}${body}<table>${answers}</table></details>`;
}

function bodyOf(request: JsonValue | undefined): string {
  const media = contentOf(object(request)).map(
    ([type, schema]) =>
      `<p>Body, <code>${escape(type)}</code>: ${typeHtml(typeOf(schema))}. ${prose(schema['description'] ?? '')}</p>${fieldTable(fieldsOf(schema))}`,
  );
  return media.join('');
}

function answer([status, response]: readonly [string, JsonValue | undefined]): string {
  const media = contentOf(object(response)).map(
    ([type, schema]) =>
      `<code>${escape(type)}</code>${Object.keys(schema).length === 0 ? '' : `: ${typeHtml(typeOf(schema))}`}${fieldTable(fieldsOf(schema))}`,
  );
  const headers = Object.entries(object(object(response)['headers'])).map(([name, header]) =>
    toField(name, object(object(header)['schema']), true, object(header)['description']),
  );
  return `<tr><td>${status}</td><td>${prose(object(response)['description'])}</td><td>${media.join('<br>')}${fieldTable(headers)}</td></tr>`;
}

function contentOf(of: JsonObject): readonly (readonly [type: string, schema: JsonObject])[] {
  return Object.entries(object(of['content'])).map(([type, media]) => [
    type,
    object(object(media)['schema']),
  ]);
}

function access(operation: JsonObject): string {
  const ways = (operation['security'] as readonly JsonObject[]).flatMap((way) => Object.keys(way));
  return ways.length === 0 ? 'Open to everyone.' : `Needs: ${ways.join(' or ')}.`;
}

/** The actions, which are the bodies of one call, and then all other named schemas. */
function schemas(document: JsonObject): string {
  const all = object(object(document['components'])['schemas']);
  const refs = object(all['ActionCall'])['oneOf'] as readonly { readonly $ref: string }[];
  const actions = new Set(refs.map(({ $ref }) => refName($ref)));
  const others = Object.keys(all).filter((name) => !actions.has(name));
  const action = (name: string) => object(object(object(all[name])['properties'])['action'])['const'];
  return `<h2 id="actions-list">Actions</h2><p>The bodies of <code>POST /v1/actions</code>.</p>
${[...actions].map((name) => schema(name, object(all[name]), action(name), object(all[name])['title'])).join('\n')}
<h2 id="schemas">Schemas</h2><p>What bodies and answers are made of.</p>
${others.map((name) => schema(name, object(all[name]), name, '')).join('\n')}`;
}

function schema(
  name: string,
  value: JsonObject,
  heading: JsonValue | undefined,
  title: JsonValue | undefined,
): string {
  const fields = fieldsOf(value);
  const kind = fields.length === 0 ? ` ${typeHtml(typeOf(value))}` : '';
  return `<details><summary><code><b>${escape(heading)}</b></code> ${escape(title)}</summary><p id="${anchor(name)}">${prose(value['description'] ?? '')}${kind}</p>${fieldTable(fields)}</details>`;
}
