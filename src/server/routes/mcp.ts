import { Hono } from 'hono';
import manifest from '../../../package.json' with { type: 'json' };
import { ACTION_BODY_LIMIT } from '../context.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';
import { localMcpDesktop } from '../mcp-desktop.ts';
import { requireToken } from '../security.ts';

/** `/mcp`: the Model Context Protocol over Streamable HTTP, without sessions, for both generations of clients. Loaded at the first call. */
export function mcpRoutes(deps: Pick<ServerDeps, 'executor' | 'tasks' | 'log'>): Hono<ServerEnv> {
  let handler: Promise<(request: Request) => Promise<Response>> | undefined;
  const serve = () => (handler ??= load(deps));
  return new Hono<ServerEnv>().on(['GET', 'POST', 'DELETE'], '/mcp', requireToken, async (c) =>
    (await serve())(c.req.raw),
  );
}

async function load(
  deps: Pick<ServerDeps, 'executor' | 'tasks' | 'log'>,
): Promise<(request: Request) => Promise<Response>> {
  const [{ createMcpHandler }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('../../mcp/server.ts'),
  ]);
  const desktop = localMcpDesktop(deps);
  const { fetch } = createMcpHandler(() => createMcpServer({ desktop, version: manifest.version }), {
    maxRequestBodySize: ACTION_BODY_LIMIT,
    onerror: (error) => deps.log.debug('MCP request failed', { error: String(error) }),
  });
  return fetch;
}
