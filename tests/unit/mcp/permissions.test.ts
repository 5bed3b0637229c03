import { expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import { parsePermissions } from '../../../src/base/permissions.ts';
import type { McpDesktop } from '../../../src/mcp/desktop-port.ts';
import { callTool, offeredActions } from '../../../src/mcp/tools.ts';

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
