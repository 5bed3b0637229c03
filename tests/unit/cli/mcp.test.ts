import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startServer, TOKEN } from '../server/support/test-server.ts';
import type { TestServer } from '../server/support/test-server.ts';
import { deskhand } from './deskhand.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

let server: TestServer;
beforeEach(async () => void (server = await startServer()));
afterEach(() => server[Symbol.asyncDispose]());

/** The official SDK's client over the real program's stdin and stdout. */
async function connect(...flags: string[]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const args = [MAIN, 'mcp', '--url', server.url, '--verbose', ...flags];
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args,
      env: { DESKHAND_TOKEN: TOKEN, HOME: '/nonexistent' },
      stderr: 'ignore',
    }),
  );
  return client;
}

test('deskhand mcp serves a desktop over stdio', async () => {
  const client = await connect();
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('computer_click');
  await client.callTool({ name: 'computer_click', arguments: { x: 3, y: 4 } });
  expect(server.performed).toMatchObject([{ action: 'click', x: 3, y: 4 }]);
  const { contents } = await client.readResource({ uri: 'deskhand://frame/latest' });
  expect(contents[0]).toMatchObject({ mimeType: 'image/png' });
  await client.close();
});

test('what it grants is all there is', async () => {
  const client = await connect('--permissions', 'read');
  const { tools } = await client.listTools();
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
  expect(await client.callTool({ name: 'computer_click', arguments: { x: 3, y: 4 } })).toMatchObject({
    isError: true,
  });
  expect(server.performed).toEqual([]);
  await client.close();
});

describe('it serves nothing', () => {
  const env = { DESKHAND_TOKEN: TOKEN };

  test.each([
    ['a misspelt permission', ['--permissions', 'raed'], env, 'Did you mean "read"?'],
    ['an empty list', ['--permissions', ''], env, 'the list is empty'],
    ['an empty list in the environment', [], { ...env, DESKHAND_PERMISSIONS: '' }, 'the list is empty'],
    ['no token', [], {}, 'Set DESKHAND_TOKEN'],
    ['a name beside an address', ['one'], env, 'either a name or --url'],
  ])('with %s', async (_what, flags, given, message) => {
    const ended = await deskhand(['mcp', '--url', server.url, ...flags], { env: given });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  test('with a wrong token', async () => {
    const ended = await deskhand(['mcp', '--url', server.url], { env: { DESKHAND_TOKEN: 'wrong' } });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
  });
});
