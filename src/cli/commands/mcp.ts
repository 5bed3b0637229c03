import { DeskhandError } from '../../base/errors.ts';
import { parsePermissions, splitPermissions } from '../../base/permissions.ts';
import { DesktopClient } from '../../client/client.ts';
import { allowPrivate, withPrivateHosts } from '../allow-private.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { OWN_NAME } from '../mcp/choose-name.ts';
import { packageVersion } from '../own-package.ts';

export default defineCommand({
  args: {
    name: {
      type: 'positional',
      description: `Desktop to attach to, or to start; shared by all who name it (default: one of its own, ${OWN_NAME} or ${OWN_NAME}-N)`,
    },
    url: {
      type: 'string',
      valueHint: 'URL',
      description: 'A desktop elsewhere; its token is DESKHAND_TOKEN',
    },
    permissions: {
      type: 'string',
      valueHint: 'LIST',
      description: 'Only these: kinds (read, input, navigate, system) and names of actions',
    },
    keep: {
      type: 'boolean',
      description:
        'Leave a desktop that was started for this running at the end; without a name, the next client without one takes it',
    },
    image: { type: 'string', valueHint: 'IMAGE', description: 'Image to make a desktop from' },
    'allow-private': allowPrivate,
    resolution: { type: 'string', valueHint: 'WxH', description: 'Size of its display (default: 1280x800)' },
  },
  async run(context, values) {
    const { client, end } =
      values.url === undefined
        ? await local(context, values.name, values)
        : { client: elsewhere(context, values.url, values.name), end: async () => {} };
    try {
      await serve(context, client, values.permissions ?? context.process.env['DESKHAND_PERMISSIONS']);
    } finally {
      await end();
    }
  },
});

/** A client, and what is to be done at the end. */
interface Attached {
  readonly client: DesktopClient;
  readonly end: () => Promise<void>;
}

async function local(
  context: Context,
  name: string | undefined,
  values: {
    readonly keep: boolean;
    readonly image: string | undefined;
    readonly resolution: string | undefined;
    readonly 'allow-private': readonly string[];
  },
): Promise<Attached> {
  const config = await context.config(values);
  const env = withPrivateHosts({}, values['allow-private']);
  const { holdDesktop } = await import('../mcp/held-desktop.ts');
  const { desktop, client, how, end } = await holdDesktop(context, { name, keep: values.keep, config, env });
  context.output.info(
    `Desktop ${desktop.name} ${how === 'created' ? 'is ready' : 'is attached'} at ${desktop.url}.`,
  );
  return { client, end };
}

function elsewhere(context: Context, url: string, name: string | undefined): DesktopClient {
  if (name !== undefined) throw new DeskhandError('bad_input', 'Give either a name or --url, not both.');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new DeskhandError(
      'bad_input',
      `--url must be an address such as http://127.0.0.1:6080, not "${url}".`,
    );
  const token = context.process.env['DESKHAND_TOKEN'];
  if (token === undefined || token === '')
    throw new DeskhandError('bad_input', '--url needs the token of that desktop.', {
      hint: 'Set DESKHAND_TOKEN; it does not go on the command line.',
    });
  return new DesktopClient({ url, token });
}

/** Serves MCP on stdin and stdout until either closes or a signal comes. Permissions are checked first: a wrong one serves nothing. */
async function serve(context: Context, client: DesktopClient, list: string | undefined): Promise<void> {
  const { process, signal, output } = context;
  const actions = await client.actions({ signal });
  const permitted = list === undefined ? undefined : parsePermissions(splitPermissions(list), actions);
  const [{ serveStdio, StdioServerTransport }, { createMcpServer }, { remoteMcpDesktop }] = await Promise.all(
    [
      import('@modelcontextprotocol/server/stdio'),
      import('../../mcp/server.ts'),
      import('../../mcp/remote-desktop.ts'),
    ],
  );
  const desktop = remoteMcpDesktop(client);
  const closed = Promise.withResolvers<void>();
  for (const event of ['end', 'close'] as const) process.stdin.once(event, () => closed.resolve());
  signal.addEventListener('abort', () => closed.resolve(), { once: true });
  const server = serveStdio(() => createMcpServer({ desktop, version: packageVersion(), permitted }), {
    transport: new StdioServerTransport(process.stdin, process.stdout),
    onerror: (error) => output.detail(`MCP: ${error.message}`),
  });
  output.detail('MCP is served on stdin and stdout.');
  if (!signal.aborted) await closed.promise;
  await server.close();
}
