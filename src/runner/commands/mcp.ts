import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { DeskhandError } from '../../base/errors.ts';
import { parsePermissions, splitPermissions } from '../../base/permissions.ts';
import { takeLogFormat } from '../log-format.ts';
import { SIGNAL_EXIT, untilSignal } from '../signals.ts';
import { startDesktop } from '../start.ts';

/**
 * `mcp`: a desktop of its own as an MCP server over stdin and stdout, until either end closes. Logs go to stderr alone.
 * `--permissions LIST` narrows what may be called; an unknown name in it is an error.
 */
export async function mcp(args: readonly string[]): Promise<number> {
  const { rest, logFormat } = takeLogFormat(args);
  const permissions = readPermissions(rest);
  await refuseSecond(process.env['DESKHAND_PORT'] ?? '6080');
  const { stopped, signal } = untilSignal();
  const desktop = await startDesktop({ logFormat });
  try {
    const { runtime, tasks } = desktop;
    const executor = await runtime.executor;
    const permitted =
      permissions === undefined ? undefined : parsePermissions(permissions, executor.table.describe());
    await runtime.ready(signal);
    const [{ serveStdio }, { createMcpServer }, { localMcpDesktop }, { VERSION }] = await Promise.all([
      import('@modelcontextprotocol/server/stdio'),
      import('../../mcp/server.ts'),
      import('../../server/mcp-desktop.ts'),
      import('../version.ts'),
    ]);
    const options = { desktop: localMcpDesktop({ executor, tasks }), version: VERSION, permitted };
    const server = serveStdio(() => createMcpServer(options));
    const end = await Promise.race([stopped, once(process.stdin, 'close'), runtime.supervisor.gaveUp]);
    await server.close();
    if (end instanceof DeskhandError) return end.exitCode;
    return typeof end === 'string' ? SIGNAL_EXIT[end] : 0;
  } finally {
    await desktop.stop();
  }
}

function readPermissions(args: readonly string[]): readonly string[] | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { permissions: { type: 'string' } },
      strict: true,
    });
    return values.permissions === undefined ? undefined : splitPermissions(values.permissions);
  } catch (cause) {
    throw new DeskhandError('bad_input', `mcp: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'Its options are --permissions and --log-format.',
      cause,
    });
  }
}

/** In a container whose desktop runs already there is no second one. */
async function refuseSecond(port: string): Promise<void> {
  const answers = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );
  if (!answers) return;
  throw new DeskhandError('not_ready', 'A desktop runs in this container already.', {
    hint: `Connect to its MCP address, http://127.0.0.1:${port}/mcp with the token, or use the host's deskhand mcp.`,
  });
}
