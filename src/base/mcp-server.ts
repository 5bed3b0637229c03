import { z } from 'zod';

const Texts = z.record(z.string().min(1).max(200), z.string().max(10_000));

/** An MCP server: an address (Streamable HTTP), or a program that is run inside the desktop (stdio). */
export const McpServerSpec = z.union(
  [
    z.strictObject({
      url: z
        .string()
        .regex(/^https?:\/\//, 'must be an http or https address')
        .describe('Address of a Streamable HTTP server.'),
      headers: Texts.default({}).describe('Sent with each request; {{secret:NAME}} is filled in.'),
    }),
    z.strictObject({
      command: z.string().min(1).max(1000).describe('Program that speaks MCP over stdin and stdout.'),
      args: z.array(z.string().max(10_000)).max(100).default([]),
      env: Texts.default({}).describe('Added to its environment; {{secret:NAME}} is filled in.'),
    }),
  ],
  'an MCP server has either url (with headers) or command (with args and env)',
);

/** See {@link McpServerSpec}. */
export type McpServerSpec = z.output<typeof McpServerSpec>;

/** MCP servers by the name that their tools begin with. */
export const McpServers = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,23}$/, 'a server is named by up to 24 letters, digits, _ and -'),
  McpServerSpec,
);
