import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import { parsePermissions } from '../../../src/base/permissions.ts';
import type { McpDesktop } from '../../../src/mcp/desktop-port.ts';
import { createMcpServer } from '../../../src/mcp/server.ts';
import { callTool, offeredActions } from '../../../src/mcp/tools.ts';
import type { Permitted } from '../../../src/mcp/tools.ts';

const actions = createTable().describe();

function recorded() {
  const performed: string[] = [];
  const desktop: McpDesktop = {
    actions: async () => actions,
    perform: async (action) => {
      performed.push(action);
      return { result: null, observation: null };
    },
    frame: async () => ({ mediaType: 'image/png', data: new Uint8Array() }),
    runs: async () => [],
  };
  return { performed, desktop };
}

/** An MCP client's view of a desktop, through the SDK's own server. */
async function connected(desktop: McpDesktop, permitted: Permitted) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createMcpServer({ desktop, version: '1', permitted }).connect(ours);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(theirs);
  return client;
}

const signal = new AbortController().signal;

test('only what is granted is offered, and nothing else can be called', async () => {
  const { desktop, performed } = recorded();
  const permitted = parsePermissions(['read', 'click'], actions);
  const names = (await offeredActions(desktop, permitted)).map(({ name }) => name);
  expect(names).toContain('click');
  expect(names).not.toContain('type');
  expect(
    await callTool(desktop, permitted, { name: 'computer_type', arguments: { text: 'x' } }, signal),
  ).toMatchObject({
    isError: true,
  });
  expect(performed).toEqual([]);
  await callTool(desktop, permitted, { name: 'computer_click' }, signal);
  expect(performed).toEqual(['click']);
});

test('a batch cannot smuggle in what is not granted', async () => {
  const { desktop, performed } = recorded();
  const permitted = parsePermissions(['batch', 'click'], actions);
  const batch = (...names: string[]) => ({
    name: 'computer_batch',
    arguments: { actions: names.map((action) => ({ action })) },
  });
  expect(await callTool(desktop, permitted, batch('click', 'goto'), signal)).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('"goto" is not permitted') as string }],
  });
  expect(performed).toEqual([]);
  await callTool(desktop, permitted, batch('click'), signal);
  expect(performed).toEqual(['batch']);
});

const URIS = ['deskhand://frame/latest', 'deskhand://run/latest', 'deskhand://run/r1'];

test.each([['navigate'], ['input', 'cdp'], ['clipboard_read', 'elements', 'batch']])(
  'resources are neither shown nor read where screenshot is not offered: %s',
  async (...granted) => {
    const { desktop } = recorded();
    const client = await connected(desktop, parsePermissions(granted, actions));
    expect((await client.listResources()).resources).toEqual([]);
    expect((await client.listResourceTemplates()).resourceTemplates).toEqual([]);
    for (const uri of URIS)
      await expect(client.readResource({ uri })).rejects.toThrow(/needs the permission "read"/);
    await client.close();
  },
);

test.each([['read'], ['input', 'screenshot']])('resources are there with it: %s', async (...granted) => {
  const { desktop } = recorded();
  const client = await connected(desktop, parsePermissions(granted, actions));
  expect((await client.listResources()).resources).toHaveLength(2);
  expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
  for (const uri of URIS.slice(0, 2)) expect((await client.readResource({ uri })).contents).toHaveLength(1);
  await client.close();
});

test('resources are not there, whatever the client is granted, where the desktop itself may not look', async () => {
  const { desktop } = recorded();
  const permitted = parsePermissions(['read'], actions);
  const narrowed = createTable([], ['navigate']).describe();
  const blind = await connected({ ...desktop, actions: async () => narrowed }, permitted);
  await expect(blind.readResource({ uri: URIS[0] ?? '' })).rejects.toThrow(/needs the permission "read"/);
  await blind.close();
});
