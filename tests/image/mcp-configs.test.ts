import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { documents } from '../unit/docs/support/documents.ts';
import { deskhand, program, projectFolder } from './support/cli.ts';

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
  const [json] = blocksUnder(heading, 'json');
  return json === undefined ? parse(blocksUnder(heading, 'yaml')[0] ?? '') : JSON.parse(json);
}

/** The blocks of a language under a heading. */
function blocksUnder(heading: string, language: string): readonly string[] {
  const section = page?.text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```(\w+)\n(.+?)```/gs)].flatMap(([, found, code = '']) =>
    found === language ? [code] : [],
  );
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

/** A folder in which `npx deskhand` is this project's, as after `npm install deskhand`. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-mcp-'));
  const bin = join(folder, 'node_modules/.bin');
  await mkdir(bin, { recursive: true });
  const main = join(projectFolder, 'src/cli/main.ts');
  await writeFile(join(bin, 'deskhand'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(bin, 'deskhand'), 0o755);
});

afterAll(async () => {
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
  return new StdioClientTransport({ command, args, cwd: folder, env: environment(), stderr: 'ignore' });
}

/** Of a program in that folder. */
function environment(): Record<string, string> {
  const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
  return {
    PATH,
    HOME,
    XDG_STATE_HOME: join(folder, 'state'),
    DESKHAND_IMAGE: inject('image'),
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
  };
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

  describe('with the desktop that the line above them starts', () => {
    const editors: Editors = { token: '', port: 0, remove: async () => {} };
    beforeAll(async () => void Object.assign(editors, await startForEditors()), 120_000);
    afterAll(() => editors.remove());

    test.each([
      ['VS Code', VsCode],
      ['Cursor', Cursor],
    ] as const)('%s', async (heading, schema) => {
      const written = schema.parse(configUnder(heading));
      // VS Code asks its user for each of the inputs; Cursor is started with the variable.
      const known =
        'inputs' in written ? written.inputs.map(({ id }) => `input:${id}`) : ['env:DESKHAND_TOKEN'];
      const config = schema.parse(filledIn(written, new Set(known), editors.token));
      const server = only('servers' in config ? config.servers : config.mcpServers);
      const url = new URL(server.url);
      expect(url.origin).toBe('http://127.0.0.1:6080');
      url.port = String(editors.port);
      await expectTools(new StreamableHTTPClientTransport(url, { requestInit: { headers: server.headers } }));
    });
  });
});

/** The desktop of the docs' own line. */
interface Editors {
  readonly token: string;
  /** 6080, unless another program has that here. */
  readonly port: number;
  readonly remove: () => Promise<unknown>;
}

/** Runs the line as it stands; port and name are others only where this machine has them in use. */
async function startForEditors(): Promise<Editors> {
  const [block] = blocksUnder('Editors', 'sh');
  const line = block?.trim() ?? '';
  expect(line).toMatch(/^npx -y deskhand up editor --port 6080 --json$/);
  const port = (await isFree(6080)) ? 6080 : await freePort();
  const { stdout: taken } = await program('docker', ['ps', '-aq', '--filter', 'name=^deskhand-editor$']);
  const name = taken === '' ? 'editor' : `editor-${inject('run')}`;
  const typed = line.replace('6080', String(port)).replace(/\beditor\b/, name);
  const remove = () => deskhand(['down', name]);
  try {
    const made = await desktopOf(typed);
    expect(made.url).toBe(`http://127.0.0.1:${port}`);
    // Typed again, it prints the token again.
    expect(await desktopOf(typed)).toEqual(made);
    return { token: made.token, port, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** What a line that is typed into a shell prints of a desktop. */
async function desktopOf(line: string) {
  const ended = await program('sh', ['-c', line], { cwd: folder, env: environment() });
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
  return z.object({ url: z.string(), token: z.string().min(16) }).parse(JSON.parse(ended.stdout));
}

/** A configuration once its client has put in what stands in `${…}`: the answer of its user, or its environment. */
function filledIn(value: unknown, known: ReadonlySet<string>, answer: string): unknown {
  const text = JSON.stringify(value).replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (known.has(name)) return answer;
    throw new Error(`nothing is known of ${name}`);
  });
  return JSON.parse(text);
}

async function isFree(port: number): Promise<boolean> {
  return (await portOf(port).catch(() => undefined)) !== undefined;
}

const freePort = () => portOf(0);

/** A port of loopback that nobody has, this one if it is given. */
async function portOf(wanted: number): Promise<number> {
  const server = createServer();
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
