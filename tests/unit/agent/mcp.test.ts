import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noSecrets } from '../../../src/actions/secrets.ts';
import { openMcpTools } from '../../../src/agent/tools/mcp.ts';
import { withTrace } from '../../../src/base/trace.ts';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import type { FakeRequest } from '../../fixtures/fake-xai/index.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const toolNames = (body: Readonly<Record<string, unknown>>): string[] =>
  (body['tools'] as { function: { name: string } }[]).map((tool) => tool.function.name);
const lastTool = (request: FakeRequest): string =>
  JSON.stringify(request.messages.filter((message) => message.role === 'tool').at(-1));

describe('tools of MCP servers', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A real MCP server over Streamable HTTP on a socket; it wants a key in a header, and tells `heard` of each request. */
  async function httpServer(
    key: string,
    heard: (headers: IncomingHttpHeaders, body: string) => void = () => undefined,
  ): Promise<string> {
    const server = createServer((incoming, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        heard(incoming.headers, Buffer.concat(chunks).toString());
        if (incoming.headers.authorization !== `Bearer ${key}`) {
          response.writeHead(401).end();
          return;
        }
        const mcp = new McpServer({ name: 'stock', version: '1.0.0' });
        mcp.registerTool(
          'look.up',
          { description: 'Looks up a part', inputSchema: z.object({ part: z.string() }) },
          async ({ part }) => {
            if (part === 'none') return { isError: true, content: [{ type: 'text', text: 'no such part' }] };
            return { content: [{ type: 'text', text: `${part}: 12 in stock, ask ${key}` }] };
          },
        );
        const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
        await mcp.connect(transport);
        const answer = await transport.handleRequest(
          new Request(`http://localhost${incoming.url}`, {
            method: incoming.method ?? 'POST',
            headers: incoming.headers as Record<string, string>,
            ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
          }),
        );
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(Buffer.from(await answer.arrayBuffer()));
      })();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  }

  test('are called in the caller’s trace: by headers, and in the call for servers that get none', async () => {
    const calls: { headers: IncomingHttpHeaders; meta: unknown }[] = [];
    const url = await httpServer('k', (headers, body) => {
      const { method, params } = JSON.parse(body || '{}') as { method?: string; params?: { _meta?: object } };
      if (method === 'tools/call') calls.push({ headers, meta: params?._meta });
    });
    const { signal } = new AbortController();
    const servers = { stock: { url, headers: { authorization: 'Bearer k' } } };
    await using opened = await openMcpTools({ servers, secrets: noSecrets, signal });
    const call = () => opened.tools[0]?.call({ part: 'bolt' }, signal);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await withTrace({ traceparent: `00-${trace}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' }, call);
    await call();
    const sent = { traceparent: expect.stringContaining(`00-${trace}-`) as string, tracestate: 'vendor=1' };
    expect(calls[0]?.headers).toMatchObject({ ...sent, authorization: 'Bearer k' });
    expect(calls[0]?.meta).toMatchObject(sent);
    expect(calls[1]?.meta).toBeUndefined();
    expect(JSON.stringify(calls[1])).not.toMatch(/traceparent|tracestate/);
  });

  test('over Streamable HTTP: offered, called, errors told, secrets filled in and hidden again', async () => {
    const url = await httpServer('stock-key-1');
    let [good, bad] = ['', ''];
    const call = (part: string) => ({ calls: [{ name: 'stock_look_up', args: { part } }] });
    const server = await fake({
      brain: scriptBrain([
        () => call('bolt'),
        (_, request) => {
          good = lastTool(request);
          return call('none');
        },
        (_, request) => {
          bad = lastTool(request);
          return finish('12');
        },
      ]),
    });
    await using fixture = await makeService();
    const { head } = await fixture.run(
      task(server, {
        mcp_servers: { stock: { url, headers: { authorization: 'Bearer {{secret:STOCK}}' } } },
        secrets: { STOCK: 'stock-key-1' },
      }),
    );
    expect(head).toMatchObject({ outcome: 'done', result: '12' });
    expect(toolNames(server.requests[0]?.body ?? {})).toContain('stock_look_up');
    expect(good).toContain('bolt: 12 in stock, ask {{secret:STOCK}}');
    expect(bad).toContain('no such part');
    expect(await readFile(join(fixture.dir, head.id, 'playbook.yaml'), 'utf8')).not.toContain(
      'stock_look_up',
    );
  });

  test('over stdio: a program that is started for the run and ended with it', async () => {
    const program = fileURLToPath(new URL('./support/mcp-stdio.ts', import.meta.url));
    let pid = 0;
    const server = await fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'local_add', args: { a: 2, b: 3 } }] }),
        (_, request) => {
          pid = Number(/pid (\d+)/.exec(lastTool(request))?.[1]);
          return finish(/sum (\d+)/.exec(lastTool(request))?.[1] ?? 'nothing');
        },
      ]),
    });
    await using fixture = await makeService();
    const local = { command: process.execPath, args: [program], env: { GREETING: 'hello' } };
    const { head } = await fixture.run(task(server, { mcp_servers: { local } }));
    expect(head).toMatchObject({ outcome: 'done', result: '5' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test.each([
    ['nobody listens', { url: 'http://127.0.0.1:9/mcp' }, /MCP server "gone" \(127\.0\.0\.1:9\)/],
    ['there is no such program', { command: 'no-such-program-4711' }, /MCP server "gone" \(no-such-program/],
  ])('where %s the run fails and names the server', async (_, spec, message) => {
    const server = await fake({ brain: () => finish('never') });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { mcp_servers: { gone: spec } }));
    expect(head).toMatchObject({ outcome: 'failed', error: { code: 'not_ready' } });
    expect(head.error?.message).toMatch(message);
    expect(server.requests).toHaveLength(0);
  });

  test('a server with neither url nor command is refused', async () => {
    await using fixture = await makeService();
    const spec = { task: 'x', api_key: 'k', mcp_servers: { a: {} } };
    await expect(fixture.service.submit(spec)).rejects.toThrow(/either url/);
  });
});
