import type { Client, Transport } from '@modelcontextprotocol/client';
import type { Secrets } from '../../actions/action.ts';
import { revealSecrets } from '../../actions/secrets.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import { nextTraceHeaders } from '../../base/trace.ts';
import { leanTools } from '../../models/lean-schema.ts';
import type { ExtraTool } from './extra-tool.ts';
import type { McpServerSpec } from '../../base/mcp-server.ts';

/** The tools of a run's MCP servers, and the connections behind them. */
export interface McpTools extends AsyncDisposable {
  readonly tools: readonly ExtraTool[];
}

/** What opening them needs. */
export interface McpOptions {
  readonly servers: Readonly<Record<string, McpServerSpec>>;
  /** `{{secret:NAME}}` in environment, headers and addresses becomes the value. */
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** Longest time that connecting and a call may take, in ms. */
const CONNECT_MS = 30_000;
const CALL_MS = 120_000;
/** Providers take names of letters, digits, _ and -, 64 characters at most. */
const MAX_NAME = 64;

/**
 * Connects to MCP servers and offers their tools as `SERVER_TOOL`. Throws `not_ready` that names the server when one cannot be
 * reached; those that were reached before it are closed again.
 */
export async function openMcpTools(options: McpOptions): Promise<McpTools> {
  const clients: Client[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close().catch(() => undefined)));
  };
  try {
    const tools: ExtraTool[] = [];
    for (const [name, spec] of Object.entries(options.servers)) {
      const client = await connect(name, spec, options);
      clients.push(client);
      tools.push(...(await toolsOf(name, client, options.signal)));
    }
    return { tools, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(name: string, spec: McpServerSpec, options: McpOptions): Promise<Client> {
  const { Client: McpClient } = await import('@modelcontextprotocol/client');
  const client = new McpClient({ name: 'deskhand', version: '1' });
  try {
    const transport = await transportOf(spec, options.secrets);
    await client.connect(transport, { signal: options.signal, timeout: CONNECT_MS });
    return client;
  } catch (error) {
    await client.close().catch(() => undefined);
    options.signal.throwIfAborted();
    const where = 'url' in spec ? hostOf(spec.url) : spec.command;
    throw new DeskhandError(
      'not_ready',
      `The MCP server "${name}" (${where}) cannot be used: ${reason(error)}`,
      {
        hint:
          'url' in spec
            ? 'The desktop itself connects to it: check the address, and its headers if it wants a key.'
            : 'The command is run inside the desktop, where node is the only runtime; use url for a server elsewhere.',
        cause: error,
      },
    );
  }
}

async function transportOf(spec: McpServerSpec, secrets: Secrets): Promise<Transport> {
  const reveal = (map: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, revealSecrets(value, secrets)]));
  if ('url' in spec) {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    return new StreamableHTTPClientTransport(new URL(revealSecrets(spec.url, secrets)), {
      requestInit: { headers: reveal(spec.headers) },
      fetch: tracedFetch,
    });
  }
  const { StdioClientTransport, getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  return new StdioClientTransport({
    command: spec.command,
    args: [...spec.args],
    env: { ...getDefaultEnvironment(), ...reveal(spec.env) },
    stderr: 'ignore',
  });
}

/** Each request has a span of its own in the caller's trace. */
function tracedFetch(input: string | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries(nextTraceHeaders())) headers.set(name, value);
  return fetch(input, { ...init, headers });
}

async function toolsOf(server: string, client: Client, signal: AbortSignal): Promise<readonly ExtraTool[]> {
  const { tools } = await client.listTools(undefined, { signal, timeout: CONNECT_MS });
  return tools.map((tool): ExtraTool => {
    const [spec] = leanTools([
      {
        name: `${server}_${tool.name}`.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_NAME),
        description: `${tool.description ?? tool.title ?? tool.name} (MCP server ${server})`.slice(0, 2000),
        parameters: JSON.parse(JSON.stringify(tool.inputSchema)) as JsonObject,
      },
    ]);
    if (spec === undefined) throw new RangeError('one tool in, one tool out');
    return {
      spec,
      external: true,
      call: (params, callSignal) => callTool(client, tool.name, params, callSignal),
    };
  });
}

async function callTool(
  client: Client,
  name: string,
  params: JsonObject,
  signal: AbortSignal,
): Promise<JsonValue> {
  const options = { signal, timeout: CALL_MS, resetTimeoutOnProgress: true };
  // A server behind a pipe gets no headers.
  const trace = nextTraceHeaders();
  const meta = Object.keys(trace).length === 0 ? {} : { _meta: trace };
  const result = await client
    .callTool({ name, arguments: { ...params }, ...meta }, options)
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw new DeskhandError('action_failed', `${name}: ${reason(error)}`, { cause: error });
    });
  const text = result.content.map(textOf).join('\n');
  if (result.isError === true) throw new DeskhandError('action_failed', `${name}: ${text || 'it failed.'}`);
  if (text !== '' || result.structuredContent === undefined) return text;
  return JSON.parse(JSON.stringify(result.structuredContent)) as JsonValue;
}

/** One piece of a tool's answer in words: a picture or a sound is only named. */
function textOf(part: { readonly type: string; readonly text?: unknown }): string {
  return typeof part.text === 'string' ? part.text : `[${part.type}]`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'no valid address';
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length <= 500 ? message : `${message.slice(0, 499)}…`;
}
