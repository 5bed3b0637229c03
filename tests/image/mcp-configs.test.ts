import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { documents } from '../unit/docs/support/documents.ts';
import { deskhand, projectFolder } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

// What each client's own documentation says of its file. Strict: none of them tells its user of a field that it does not know.
const Stdio = z.strictObject({ command: z.string(), args: z.array(z.string()) });
const Remote = z.strictObject({ url: z.url(), headers: z.record(z.string(), z.string()) });
const ClaudeDesktop = z.strictObject({ mcpServers: z.record(z.string(), Stdio) });
const Cursor = z.strictObject({ mcpServers: z.record(z.string(), Remote) });
const VsCode = z.strictObject({
  inputs: z.array(
    z.strictObject({
      type: z.literal('promptString'),
      id: z.string(),
      description: z.string(),
      password: z.boolean(),
    }),
  ),
  servers: z.record(z.string(), Remote.extend({ type: z.literal('http') })),
});
const MassGen = z.strictObject({
  mcp_servers: z.array(Stdio.extend({ name: z.string(), type: z.literal('stdio') })),
});

const page = documents().find(({ path }) => path === 'docs/mcp.md');

/** The configuration under a heading, as its reader copies it. */
function configUnder(heading: string): unknown {
  const section = page?.text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const [, language = '', code = ''] = /```(json|yaml)\n(.+?)```/s.exec(section) ?? [];
  return language === 'json' ? JSON.parse(code) : parse(code);
}

/** Of a file of MassGen's, what its one agent says of its servers. */
async function backendOf(path: string): Promise<unknown> {
  const { agents } = parse(await readFile(join(projectFolder, path), 'utf8')) as {
    agents: readonly { backend: { mcp_servers: unknown } }[];
  };
  expect(agents).toHaveLength(1);
  return { mcp_servers: agents[0]?.backend.mcp_servers };
}

let folder: string;
let desktop: TestDesktop;

/** A folder in which `npx deskhand` is this project's, as after `npm install deskhand`. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-mcp-'));
  const bin = join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  const main = join(projectFolder, 'src/cli/main.ts');
  await writeFile(join(bin, 'deskhand'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(bin, 'deskhand'), 0o755);
  desktop = await startDesktop();
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  for (const name of ['mcp', 'massgen']) await deskhand(['down', name]);
  await rm(folder, { recursive: true, force: true });
});

async function expectTools(transport: StdioClientTransport | StreamableHTTPClientTransport): Promise<void> {
  const client = new Client({ name: 'test', version: '1' });
  try {
    await client.connect(transport, { timeout: 90_000 });
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('computer_click');
    expect(await client.callTool({ name: 'computer_windows', arguments: {} })).not.toMatchObject({
      isError: true,
    });
  } finally {
    await client.close();
  }
}

function started({ command, args }: z.output<typeof Stdio>): StdioClientTransport {
  const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
  const env = {
    PATH,
    HOME,
    DESKHAND_IMAGE: inject('image'),
    DESKHAND_LEDGER: join(folder, 'ledger.db'),
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
  };
  return new StdioClientTransport({ command, args, cwd: folder, env, stderr: 'ignore' });
}

/** The one server of a configuration. */
function only<T>(servers: Readonly<Record<string, T>>): T {
  const [server, ...more] = Object.values(servers);
  if (server === undefined || more.length > 0) throw new Error('not one server');
  return server;
}

describe('the configuration in the docs works as it is written for', () => {
  test('Claude Desktop, with npx', async () => {
    await expectTools(started(only(ClaudeDesktop.parse(configUnder('Claude Desktop')).mcpServers)));
  }, 120_000);

  test('Claude Desktop, with Docker alone', async () => {
    const inLine = page?.spans.find((each) => each.includes('"docker"')) ?? '';
    const server = Stdio.parse(JSON.parse(inLine));
    expect(server.args).toContain('deskhand:local');
    const args = server.args.map((each) => (each === 'deskhand:local' ? inject('image') : each));
    await expectTools(started({ ...server, args }));
  }, 120_000);

  test.each([
    ['MassGen', () => configUnder('MassGen')],
    ['MassGen, as examples/massgen/mcp.yaml has it', () => backendOf('examples/massgen/mcp.yaml')],
  ])(
    '%s',
    async (_, config) => {
      const { mcp_servers: servers } = MassGen.parse(await config());
      const { command, args } = only(Object.fromEntries(servers.map((each) => [each.name, each])));
      await expectTools(started({ command, args }));
    },
    120_000,
  );

  test.each([
    // The editor puts in what its user answered; the names must be the same.
    ['VS Code', VsCode, (id: string) => `\${input:${id}}`],
    ['Cursor', Cursor, () => '${env:DESKHAND_TOKEN}'],
  ] as const)('%s', async (heading, schema, placeholder) => {
    const config = schema.parse(configUnder(heading));
    const server = only('servers' in config ? config.servers : config.mcpServers);
    const written = placeholder('inputs' in config ? (config.inputs[0]?.id ?? '') : '');
    expect(server.headers['Authorization']).toBe(`Bearer ${written}`);
    const authorization = `Bearer ${desktop.token}`;
    const url = new URL(server.url);
    expect(url.port).toBe('6080');
    url.port = new URL(desktop.url).port;
    await expectTools(
      new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization } } }),
    );
  });
});
