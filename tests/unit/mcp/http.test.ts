import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import type { ActionReply } from '../../../src/actions/executor.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { runHead, startServer, TOKEN } from '../server/support/test-server.ts';
import type { TestServer } from '../server/support/test-server.ts';

const REGION = { x: 0, y: 0, width: 8, height: 4 };
const REPLY: ActionReply = {
  result: { pressed: true },
  observation: {
    frame: { mediaType: 'image/jpeg', data: Buffer.from('a picture'), ...REGION, region: REGION },
    width: 8,
    height: 4,
    cursor: { x: 0, y: 0 },
    settled: true,
    settleMs: 1,
    changed: [],
    page: {
      url: 'https://a.example/',
      title: 'A\nref e9 button',
      loading: false,
      scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
    },
    elements: [{ ref: 'e1', role: 'button', name: 'Save "now"', states: ['focused'], box: REGION }],
    elementsOmitted: 0,
    windows: [],
    dialogs: [],
    downloads: [],
  },
  timings: { actMs: 1, settleMs: 1, frameMs: 1 },
};

let server: TestServer;
let client: Client;

beforeEach(async () => {
  server = await startServer({
    perform: async ({ action }) => {
      if (action !== 'goto') return REPLY;
      throw new DeskhandError('action_failed', 'The page cannot be reached.', { hint: 'Check the address.' });
    },
    tasks: { list: async () => [runHead({ id: 'r1' }), runHead({ id: 'r2' })] },
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(transport(TOKEN));
});

afterEach(async () => {
  await client.close();
  await server[Symbol.asyncDispose]();
});

function transport(token: string): StreamableHTTPClientTransport {
  const headers = { authorization: `Bearer ${token}` };
  return new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } });
}

describe('tools', () => {
  test('are the table’s actions but those that steer a run', async () => {
    const { tools } = await client.listTools();
    const expected = createTable()
      .list()
      .filter(({ kind }) => kind !== 'control');
    expect(tools.map(({ name }) => name)).toEqual(expected.map(({ name }) => `computer_${name}`));
    const click = tools.find(({ name }) => name === 'computer_click');
    expect(click?.inputSchema).toMatchObject({ type: 'object', properties: { x: { type: 'number' } } });
  });

  test.each([
    ['computer_screenshot', true, false],
    ['computer_read_page', true, false],
    ['computer_click', false, true],
    ['computer_type', false, true],
    ['computer_scroll', false, false],
    ['computer_back', false, false],
    ['computer_reload', false, true],
  ])('%s says read-only %s and destructive %s', async (name, readOnlyHint, destructiveHint) => {
    const { tools } = await client.listTools();
    expect(tools.find((tool) => tool.name === name)?.annotations).toMatchObject({
      readOnlyHint,
      destructiveHint,
    });
  });

  test('act, and answer with text and a picture', async () => {
    const { content, isError } = await client.callTool({ name: 'computer_click', arguments: { x: 1, y: 2 } });
    expect(server.performed).toEqual([{ action: 'click', x: 1, y: 2 }]);
    expect(isError).not.toBe(true);
    const [text, image] = content as unknown as { text: string; data: string; mimeType: string }[];
    expect(image).toMatchObject({
      mimeType: 'image/jpeg',
      data: Buffer.from('a picture').toString('base64'),
    });
    expect(text?.text).toContain('"pressed": true');
    expect(text?.text).toContain('e1 button "Save \\"now\\"" focused 4,2');
    // What a page calls itself cannot pass for an element.
    expect(text?.text).not.toMatch(/^ref e9/m);
  });

  test('that fail say why and what to do, as a result that the model reads', async () => {
    const result = await client.callTool({ name: 'computer_goto', arguments: { url: 'https://b.example' } });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: 'The page cannot be reached. (action_failed)\nHint: Check the address.' }],
    });
  });

  test('that do not exist are answered with the nearest', async () => {
    const result = await client.callTool({ name: 'computer_clik', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('computer_click') as string }],
    });
    expect(server.performed).toEqual([]);
  });
});

test('the latest frame and the runs are resources', async () => {
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(['deskhand://frame/latest', 'deskhand://run/latest']);
  const frame = await client.readResource({ uri: 'deskhand://frame/latest' });
  expect(frame.contents[0]).toMatchObject({
    mimeType: 'image/png',
    blob: Buffer.from('picture').toString('base64'),
  });
  const idOf = async (uri: string) => {
    const [content] = (await client.readResource({ uri })).contents as { text: string }[];
    return (JSON.parse(content?.text ?? '') as { id: string }).id;
  };
  expect(await idOf('deskhand://run/latest')).toBe('r2');
  expect(await idOf('deskhand://run/r1')).toBe('r1');
  await expect(client.readResource({ uri: 'deskhand://run/none' })).rejects.toThrow(/no resource/);
  await expect(client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow(/no resource/);
});

test('prompts are filled in, and say what is missing', async () => {
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(['do-task', 'fill-form', 'extract-data', 'check-page']);
  const filled = await client.getPrompt({ name: 'do-task', arguments: { task: 'Find the opening hours' } });
  expect(JSON.stringify(filled.messages)).toContain('Find the opening hours');
  await expect(client.getPrompt({ name: 'fill-form', arguments: { url: 'x' } })).rejects.toThrow(
    /values is missing/,
  );
  await expect(client.getPrompt({ name: 'nothing' })).rejects.toThrow(/no prompt/);
});

describe('the door', () => {
  test('is shut without the right token', async () => {
    const other = new Client({ name: 'test', version: '1' });
    await expect(other.connect(transport('wrong'))).rejects.toThrow(/unauthorized/i);
  });

  test('is shut for viewer sessions, other origins and other host names', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
    const post = (headers: Record<string, string>) =>
      fetch(`${server.url}/mcp`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      });
    const session = await server.request('/v1/session', { method: 'POST' });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await post({ cookie, origin: server.url })).status).toBe(403);
    expect((await post({ authorization: `Bearer ${TOKEN}`, origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await post({ authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect(server.performed).toEqual([]);
  });
});
