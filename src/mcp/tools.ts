import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import type { McpAction, McpDesktop, McpReply } from './desktop-port.ts';
import { observationText } from './observation-text.ts';

/** What every tool's name begins with. */
const PREFIX = 'computer_';

/** Whether a caller may use an action. */
export type Permitted = (action: McpAction) => boolean;

/** Input that cannot submit, delete or send anything by itself. To reload is none: it sends the form again that a page came from. */
const HARMLESS = new Set(['move', 'scroll', 'back', 'forward', 'clipboard_write']);

/** The actions that make sense over MCP, as far as they are permitted: what only steers a run of ours does not. */
export async function offeredActions(
  desktop: McpDesktop,
  permitted: Permitted,
): Promise<readonly McpAction[]> {
  return (await desktop.actions()).filter((action) => action.kind !== 'control' && permitted(action));
}

/** An action as an MCP tool, with hints on what it may do (MCP specification, ToolAnnotations). */
export function toTool(action: McpAction): Tool {
  const readOnly = action.kind === 'read';
  return {
    name: PREFIX + action.name,
    ...(action.title === undefined ? {} : { title: action.title }),
    description: action.description,
    inputSchema: { ...action.parameters, type: 'object' },
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: !readOnly && !HARMLESS.has(action.name),
      idempotentHint: readOnly,
      openWorldHint: true,
    },
  };
}

/**
 * Calls a tool. What goes wrong with the action is a result with `isError`, so that the model can read it and try again; an
 * action that is not permitted is refused before the desktop hears of it, inside a batch too.
 */
export async function callTool(
  desktop: McpDesktop,
  permitted: Permitted,
  call: { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> | undefined },
  signal: AbortSignal,
): Promise<CallToolResult> {
  try {
    const offered = await offeredActions(desktop, permitted);
    const action = requireAction(offered, call.name);
    const params = call.arguments ?? {};
    if (action === 'batch') refuseHidden(params['actions'], offered);
    return toResult(await desktop.perform(action, params, signal));
  } catch (error) {
    const { code, message, hint } = toDeskhandError(error);
    const text = [`${message} (${code})`, ...(hint === undefined ? [] : [`Hint: ${hint}`])].join('\n');
    return { isError: true, content: [{ type: 'text', text }] };
  }
}

function requireAction(offered: readonly McpAction[], tool: string): string {
  const names = offered.map(({ name }) => name);
  const name = tool.startsWith(PREFIX) ? tool.slice(PREFIX.length) : '';
  if (names.includes(name)) return name;
  const tools = names.map((each) => PREFIX + each);
  const guess = nearest(tool, tools);
  throw new DeskhandError('not_found', `There is no tool "${tool}", or it is not permitted here.`, {
    hint: guess === undefined ? `The tools are ${tools.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}

/** Every action of a batch must be one that may be called by itself; malformed batches are the desktop's to refuse. */
function refuseHidden(actions: unknown, offered: readonly McpAction[]): void {
  if (!Array.isArray(actions)) return;
  for (const [i, inner] of actions.entries()) {
    const name: unknown =
      typeof inner === 'object' && inner !== null && 'action' in inner ? inner.action : undefined;
    if (typeof name !== 'string' || offered.some((action) => action.name === name)) continue;
    throw new DeskhandError('forbidden', `actions[${i}]: "${name}" is not permitted here. None were done.`);
  }
}

function toResult({ result, observation }: McpReply): CallToolResult {
  const told = result === null ? [] : [describeResult(result)];
  const seen = observation === null ? [] : [observationText(observation)];
  const text = [...told, ...seen].join('\n\n');
  const frame = observation?.frame;
  return {
    content: [
      { type: 'text', text: text === '' ? 'Done.' : text },
      ...(frame == null ? [] : [{ type: 'image' as const, data: frame.data, mimeType: frame.media_type }]),
    ],
  };
}

function describeResult(result: JsonValue): string {
  return typeof result === 'string' ? result : JSON.stringify(result, null, 1);
}
