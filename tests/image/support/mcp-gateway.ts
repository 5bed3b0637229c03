import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** An MCP server of a test, on every address of this machine. */
export interface McpGateway extends AsyncDisposable {
  readonly port: number;
  /** The query of each request, in order. */
  readonly asked: readonly string[];
}

/** A real MCP server over Streamable HTTP as gateways serve it: key and profile in the address, or the key as a bearer. */
export async function startMcpGateway(key: string): Promise<McpGateway> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const address = new URL(incoming.url ?? '/', 'http://gateway');
      asked.push(address.search);
      const given =
        address.searchParams.get('api_key') ?? incoming.headers.authorization?.replace('Bearer ', '');
      if (given !== key) {
        response.writeHead(401).end(`{"error":"invalid_token","key":"${given}"}`);
        return;
      }
      const mcp = new McpServer({ name: 'parts', version: '1.0.0' });
      const profile = address.searchParams.get('profile') ?? 'none';
      mcp.registerTool(
        'stock',
        { description: 'How many of a part there are', inputSchema: z.object({ part: z.string() }) },
        async ({ part }) => ({
          content: [{ type: 'text', text: `${part}: 12, profile ${profile}, key ${given}` }],
        }),
      );
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
      await mcp.connect(transport);
      const answer = await transport.handleRequest(
        new Request(address, {
          method: incoming.method ?? 'POST',
          headers: incoming.headers as Record<string, string>,
          ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
        }),
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
