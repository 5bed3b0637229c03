import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { fieldsOf, refName } from '../../src/server/openapi/schema-shape.ts';
import { code, table, textOf } from './markdown.ts';
import { fieldsText, typeText } from './schema-text.ts';

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
[HTTP](http.md) says how to use it, [actions](actions.md) what the body of \`POST /v1/actions\` may be. What fails
answers an [\`Error\`](#error), a call in a dialect a [\`DialectError\`](#dialecterror).

${sections.join('\n')}
${schemas(contract)}`;
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
  return [
    `### ${method.toUpperCase()} ${path}\n`,
    `${textOf(operation['summary'])}. ${access(operation)}\n`,
    operation['description'] === undefined ? '' : `${textOf(operation['description'])}\n`,
    table(['parameter', 'type', 'meaning'], rows),
    ...contentOf(operation['requestBody']).map(([type, schema]) => bodyText(type, schema)),
    `${responses.map(answer).join(' ')}\n`,
    ...responses.flatMap(([, response]) => contentOf(response).map(([, schema]) => fieldsText(schema))),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function bodyText(type: string, schema: JsonObject): string {
  const about = textOf(schema['description']);
  return `Body: ${typeText(schema)} as ${code(type)}.${about === '' ? '' : ` ${about}`}\n\n${fieldsText(schema)}`;
}

function answer([status, response]: readonly [string, JsonObject]): string {
  const description = textOf(response['description']);
  const types = contentOf(response).map(([type, schema]) =>
    Object.keys(schema).length === 0 ? code(type) : `${typeText(schema)} as ${code(type)}`,
  );
  // What every failure answers stands once, above all calls.
  if (description.startsWith('Error: ')) return `${status} ${description.slice(7)}`;
  const what = types.length === 0 ? '.' : `: ${types.join(' or ')}.`;
  return `**${status}** ${description.replace(/\.$/, '')}${what}`;
}

/** Every named schema but those of the actions, which have a page of their own. */
function schemas(contract: JsonObject): string {
  const { schemas: all } = contract['components'] as { schemas: Readonly<Record<string, JsonObject>> };
  const calls = all['ActionCall']?.['oneOf'] as readonly { readonly $ref: string }[];
  const actions = new Set(calls.map(({ $ref }) => refName($ref)));
  const sections = Object.entries(all)
    .filter(([name]) => !actions.has(name))
    .map(([name, schema]) => `### ${name}\n\n${name === 'ActionCall' ? ACTION_CALL : schemaText(schema)}`);
  return `## Schemas\n\nWhat bodies and answers are made of.\n\n${sections.join('\n')}`;
}

const ACTION_CALL = `An action's name as \`action\`, beside it [its parameters](actions.md), and \`observe\`: when to look.\n`;

function schemaText(schema: JsonObject): string {
  const about = textOf(schema['description']);
  const type = fieldsOf(schema).length === 0 ? `${typeText(schema)}.` : '';
  return `${[about, type].filter((part) => part !== '').join(' ')}\n\n${fieldsText(schema)}`;
}

function contentOf(of: JsonValue | undefined): readonly (readonly [type: string, schema: JsonObject])[] {
  const { content = {} } = (of ?? {}) as { content?: Readonly<Record<string, { schema?: JsonObject }>> };
  return Object.entries(content).map(([type, { schema = {} }]) => [type, schema]);
}

function access(operation: JsonObject): string {
  const ways = (operation['security'] as readonly JsonObject[]).flatMap((way) => Object.keys(way));
  return ways.length === 0 ? 'Open to everyone.' : `Needs ${ways.join(' or ')}.`;
}
