import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { ReadResourceResult, Resource } from '@modelcontextprotocol/server';
import type { McpDesktop } from './desktop-port.ts';
import { offeredActions } from './tools.ts';
import type { Permitted } from './tools.ts';

const FRAME = 'deskhand://frame/latest';
const RUN = 'deskhand://run/latest';
const RUN_BY_ID = /^deskhand:\/\/run\/([^/]+)$/;

/** What can always be read. */
export const RESOURCES: readonly Resource[] = [
  {
    uri: FRAME,
    name: 'frame',
    title: 'The screen now',
    description: 'A picture of the whole display at this moment.',
    mimeType: 'image/jpeg',
  },
  {
    uri: RUN,
    name: 'run',
    title: 'The latest run',
    description: 'State, outcome, cost and totals of the task that runs or ran last.',
    mimeType: 'application/json',
  },
];

/** Runs by their id. */
export const RESOURCE_TEMPLATES = [
  {
    uriTemplate: 'deskhand://run/{id}',
    name: 'run-by-id',
    title: 'A run by its id',
    mimeType: 'application/json',
  },
];

/**
 * Whether resources may be read: the screen, and runs, which tell what was seen on it. They are there where the action
 * `screenshot` is offered, that is where neither the caller's permissions nor the desktop's own keep it back.
 */
export async function mayRead(desktop: McpDesktop, permitted: Permitted): Promise<boolean> {
  return (await offeredActions(desktop, permitted)).some(({ name }) => name === 'screenshot');
}

/** Reads a resource. Throws MCP's own error for one that is not there or not permitted. */
export async function readResource(
  desktop: McpDesktop,
  permitted: Permitted,
  uri: string,
  signal: AbortSignal,
): Promise<ReadResourceResult> {
  if (!(await mayRead(desktop, permitted)))
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `${uri} needs the permission "read" or "screenshot".`,
      { uri },
    );
  if (uri === FRAME) {
    const { mediaType, data } = await desktop.frame(signal);
    return { contents: [{ uri, mimeType: mediaType, blob: Buffer.from(data).toString('base64') }] };
  }
  const id = RUN_BY_ID.exec(uri)?.[1];
  if (id === undefined) throw missing(uri);
  const runs = await desktop.runs();
  const run =
    id === 'latest'
      ? (runs.at(-1) ?? { state: 'none' })
      : runs.find((each) => each.id === decodeURIComponent(id));
  if (run === undefined) throw missing(uri);
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(run, null, 1) }] };
}

function missing(uri: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no resource ${uri}.`, { uri });
}
