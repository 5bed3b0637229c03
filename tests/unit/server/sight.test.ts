import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { startServer, TOKEN } from './support/test-server.ts';

test.each([
  ['navigate', 403],
  ['click', 403],
  ['read', 200],
  ['screenshot', 200],
])('with %s alone granted, looking at the screen gets %d', async (granted, status) => {
  await using server = await startServer({ permissions: [granted] });
  const screenshot = await server.request('/v1/screenshot');
  expect(screenshot.status).toBe(status);
  // The fake has no observation: 503 is as far as a permitted call gets.
  const observation = await server.request('/v1/observation');
  expect(observation.status).toBe(status === 200 ? 503 : status);
});

test('the refusal says what to grant', async () => {
  await using server = await startServer({ permissions: ['navigate'] });
  expect(await (await server.request('/v1/screenshot')).json()).toMatchObject({
    error: { code: 'forbidden', hint: expect.stringContaining('DESKHAND_PERMISSIONS') as string },
  });
});

test('a call of another dialect that only looks needs the permission too', async () => {
  await using server = await startServer({ permissions: ['navigate'] });
  const body = JSON.stringify({ prediction: "Thought: it is done.\nAction: finished(content='done')" });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await server.request('/v1/dialects/ui-tars', { method: 'POST', headers, body });
  expect(response.status).toBe(403);
});

test('MCP at such a desktop gives no picture', async () => {
  await using server = await startServer({ permissions: ['navigate'] });
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit }));
  expect((await client.listResources()).resources).toEqual([]);
  await expect(client.readResource({ uri: 'deskhand://frame/latest' })).rejects.toThrow(
    /needs the permission/,
  );
  await client.close();
});
