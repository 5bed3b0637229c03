import { format } from 'oxfmt';
import type { Action } from '../../src/actions/action.ts';
import { NOT_IN_BATCH } from '../../src/actions/families/control.ts';
import { parameterSchema } from '../../src/actions/table.ts';
import { callSchemaName } from '../../src/server/openapi/document.ts';
import style from '../../.oxfmtrc.json' with { type: 'json' };
import { docText, propertiesText } from './type-text.ts';

/** Where the types are. */
export const ACTION_CALLS_FILE = 'src/client/action-calls.ts';

/**
 * The source of the client's types of calls, from the table of actions. It is written and not inferred: the types of the table
 * lead to the code of the desktop, which the package does not have in it.
 */
export async function actionCallsSource(actions: readonly Action[]): Promise<string> {
  const names = actions.map(({ name }) => callSchemaName(name));
  const apart = [...NOT_IN_BATCH].map((name) => JSON.stringify(name)).join(' | ');
  const text = `// Written by \`npm run schemas\` from the table of actions: change the actions there.

${actions.map(callText).join('\n')}
/** What a batch may hold. */
export type BatchedCall = Exclude<ActionCall, { readonly action: ${apart} }>;

/** A call of an action, its parameters flat beside its name, as \`POST /v1/actions\` takes it. Opt-in actions are among them. */
export type ActionCall = ${names.join(' | ')};
`;
  const { printWidth, singleQuote } = style;
  const { code } = await format('action-calls.ts', text, { printWidth, singleQuote });
  return code;
}

function callText({ name, description, schema }: Action): string {
  return `${docText(description)}export interface ${callSchemaName(name)} {
readonly action: ${JSON.stringify(name)};
${propertiesText(parameterSchema(schema))}
}
`;
}
