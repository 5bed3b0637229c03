import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { projectFolder } from './support/cli.ts';
import { startDesktop, TEST_LABEL } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { decode } from './support/picture.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

const FORM = `<title>Form</title><button style="position:fixed;left:100px;top:200px" onclick="record('pressed', {})">Press me</button>`;

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  pages.page('/form', FORM);
});

afterAll(() => Promise.all([desktop?.[Symbol.asyncDispose](), pages?.[Symbol.asyncDispose]()]));

/** The official SDK's client. */
const newClient = () => new Client({ name: 'test', version: '1' });

/** Ids of the containers with a label. */
async function containers(label: string): Promise<string[]> {
  const found = await new Docker().listContainers({ all: true, filters: { label: [label] } });
  return found.map(({ Id }) => Id);
}

interface Content {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
}

function contentOf(result: unknown): { text: string; image: Buffer | undefined; isError: boolean } {
  const { content, isError } = result as { content: Content[]; isError?: boolean };
  const image = content.find(({ type }) => type === 'image')?.data;
  return {
    text: content.map(({ text }) => text ?? '').join('\n'),
    image: image === undefined ? undefined : Buffer.from(image, 'base64'),
    isError: isError === true,
  };
}

async function expectToPressTheButton(client: Client): Promise<void> {
  pages.clear();
  await client.callTool({ name: 'computer_goto', arguments: { url: `${pages.url}/form` } });
  const { text, image } = contentOf(await client.callTool({ name: 'computer_screenshot', arguments: {} }));
  const ref = /^(e\d+) button "Press me"/m.exec(text)?.[1] ?? '';
  const picture = await decode(image ?? Buffer.alloc(0));
  expect([picture.width, picture.height]).toEqual([1280, 800]);
  expect(contentOf(await client.callTool({ name: 'computer_click', arguments: { ref } })).isError).toBe(
    false,
  );
  await pages.event(({ type }) => type === 'pressed', 'the press');
}

describe('over HTTP', () => {
  test('the official client sees the screen and presses a button', async () => {
    const client = newClient();
    const authorization = `Bearer ${desktop.token}`;
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${desktop.url}/mcp`), {
        requestInit: { headers: { authorization } },
      }),
    );
    await expectToPressTheButton(client);
    const { contents } = await client.readResource({ uri: 'deskhand://frame/latest' });
    const [frame] = contents as { blob: string }[];
    expect((await decode(Buffer.from(frame?.blob ?? '', 'base64'))).width).toBe(1280);
    await client.close();
  });

  test('without the token there is nothing', async () => {
    const client = newClient();
    await expect(
      client.connect(new StreamableHTTPClientTransport(new URL(`${desktop.url}/mcp`))),
    ).rejects.toThrow(/unauthorized/i);
    expect((await fetch(`${desktop.url}/mcp`, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});

describe('over stdio', () => {
  test('deskhand mcp attaches to a desktop', async () => {
    const client = newClient();
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: ['src/cli/main.ts', 'mcp', '--url', desktop.url],
        cwd: projectFolder,
        env: { DESKHAND_TOKEN: desktop.token },
      }),
    );
    await expectToPressTheButton(client);
    await client.close();
  });

  test('deskhand mcp starts a desktop when there is none, and removes it at the end', async () => {
    const name = `mcp-${inject('run')}`;
    const client = newClient();
    const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: ['src/cli/main.ts', 'mcp', name, '--image', inject('image'), '--allow-private', '*'],
        cwd: projectFolder,
        env: { PATH, HOME, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) },
        stderr: 'ignore',
      }),
      { timeout: 60_000 },
    );
    await expectToPressTheButton(client);
    expect(await containers(`io.deskhand.desktop=${name}`)).toHaveLength(1);
    await client.close();
    await expect.poll(() => containers(`io.deskhand.desktop=${name}`), { timeout: 15_000 }).toEqual([]);
  }, 120_000);

  test('the image alone is an MCP server, and leaves no container behind', async () => {
    const client = newClient();
    const label = `${TEST_LABEL}=mcp-${inject('run')}`;
    await client.connect(
      new StdioClientTransport({
        command: 'docker',
        args: [
          'run',
          '-i',
          '--rm',
          '--label',
          label,
          inject('image'),
          'mcp',
          '--permissions',
          'read,navigate',
        ],
        stderr: 'ignore',
      }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('computer_goto');
    expect(tools.map(({ name }) => name)).not.toContain('computer_click');
    const url = 'data:text/html,<title>Here I am</title>';
    const { text } = contentOf(await client.callTool({ name: 'computer_goto', arguments: { url } }));
    expect(text).toContain('"Here I am"');
    await client.close();
    await expect.poll(() => containers(label), { timeout: 10_000 }).toEqual([]);
  });
});
