import type { Action } from '../../src/actions/action.ts';
import { parameterSchema } from '../../src/actions/table.ts';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { code, table, textOf } from './markdown.ts';
import { typeText } from './schema-text.ts';

/** The table of actions with every parameter, from the schemas that check the calls. */
export function actionsPage(actions: readonly Action[]): string {
  const families = Map.groupBy(actions, ({ family }) => family);
  const sections = [...families].map(
    ([family, members]) => `## ${family}\n\n${members.map(section).join('\n')}`,
  );
  return `# Actions

What can be done on a desktop. The same table stands behind \`POST /v1/actions\`, the tools of the model, the MCP tools
(\`computer_…\`), and \`deskhand do\`.

Coordinates are pixels of the frame that was seen; what has a \`ref\` takes one from the list of elements instead. Every call
over HTTP may say \`observe\`: \`settled\` (the default) looks once the screen has settled, \`now\` at once, \`none\` not at all.

${table(
  ['kind', 'means'],
  [
    ['`read`', 'changes nothing'],
    ['`input`', 'goes through pointer or keyboard'],
    ['`navigate`', 'changes the page by other means'],
    ['`system`', 'reaches beyond the browser'],
    ['`control`', 'steers the run itself'],
  ],
)}
${sections.join('\n')}`;
}

function section({ name, description, kind, optIn, schema }: Action): string {
  const { properties = {}, required = [] } = parameterSchema(schema) as {
    properties?: Readonly<Record<string, JsonObject>>;
    required?: readonly string[];
  };
  const rows = Object.entries(properties).map(([parameter, property]) => [
    code(parameter),
    typeText(property),
    required.includes(parameter) ? 'needed' : defaultText(property['default']),
    textOf(property['description']),
  ]);
  const mark = optIn === true ? ` Off unless switched on: \`DESKHAND_ACTIONS=${name}\`.` : '';
  return `### ${name}\n\n${description} (${code(kind)})${mark}\n\n${table(['parameter', 'type', 'default', 'meaning'], rows)}`;
}

function defaultText(value: JsonValue | undefined): string {
  return value === undefined ? '' : code(JSON.stringify(value));
}
