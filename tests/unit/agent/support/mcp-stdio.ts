import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

// A small MCP server over stdin and stdout, for tests.
const server = new McpServer({ name: 'local', version: '1.0.0' });
server.registerTool(
  'add',
  { description: 'Adds two numbers', inputSchema: z.object({ a: z.number(), b: z.number() }) },
  async ({ a, b }) => ({
    content: [{ type: 'text', text: `sum ${a + b} pid ${process.pid} ${process.env['GREETING'] ?? ''}` }],
  }),
);
await server.connect(new StdioServerTransport());
