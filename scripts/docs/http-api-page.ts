import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { typeText } from './actions-page.ts';
import { code, table, textOf } from './markdown.ts';

/** Every call of the HTTP contract, from the OpenAPI document that a desktop serves. */
export function httpApiPage(contract: JsonObject): string {
  const paths = Object.entries(contract['paths'] as Readonly<Record<string, JsonObject>>);
  const calls = paths.flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as JsonObject })),
  );
  const tags = (contract['tags'] as readonly { readonly name: string }[]).map(({ name }) => name);
  const sections = tags.map((tag) => {
    const mine = calls.filter(({ operation }) => (operation['tags'] as readonly string[]).includes(tag));
    return `## ${tag}\n\n${mine.map(section).join('\n')}`;
  });
  return `# HTTP API

Every call of the contract. A running desktop serves the same as OpenAPI 3.1 at \`/openapi.json\` and as a page at \`/docs\`;
[HTTP](http.md) says how to use it, [actions](actions.md) what the body of \`POST /v1/actions\` may be.

${sections.join('\n')}`;
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

function section({ path, method, operation }: Call): string {
  const parameters = (operation['parameters'] ?? []) as readonly JsonObject[];
  const rows = parameters.map((parameter) => [
    code(textOf(parameter['name'])),
    typeText((parameter['schema'] ?? {}) as JsonObject),
    textOf(parameter['description']),
  ]);
  const responses = Object.entries(operation['responses'] as Readonly<Record<string, JsonObject>>);
  const body = bodyOf(operation['requestBody']);
  return [
    `### ${method.toUpperCase()} ${path}\n`,
    `${textOf(operation['summary'])}. ${access(operation)}\n`,
    operation['description'] === undefined ? '' : `${textOf(operation['description'])}\n`,
    body === undefined ? '' : `Body: ${body}.\n`,
    table(['parameter', 'type', 'meaning'], rows),
    `${responses.map(answer).join(' ')}
`,
  ].join('\n');
}

function answer([status, response]: readonly [string, JsonObject]): string {
  const description = textOf(response['description']);
  return status < '400' ? `**${status}** ${description}` : `${status} ${description.replace(/^Error: /, '')}`;
}

function access(operation: JsonObject): string {
  const ways = (operation['security'] as readonly JsonObject[]).flatMap((way) => Object.keys(way));
  return ways.length === 0 ? 'Open to everyone.' : `Needs ${ways.join(' or ')}.`;
}

function bodyOf(request: JsonValue | undefined): string | undefined {
  if (request === undefined) return undefined;
  const { content } = request as { content: Readonly<Record<string, { schema: JsonObject }>> };
  const [type = '', media] = Object.entries(content)[0] ?? [];
  const reference = media?.schema['$ref'];
  const name = typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
  return name === undefined ? code(type) : `${code(name)} as ${code(type)}`;
}
