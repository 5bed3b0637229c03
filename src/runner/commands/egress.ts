import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { parseArgs } from 'node:util';
import { DeskhandError } from '../../base/errors.ts';
import { onOneLine } from '../../base/control-characters.ts';
import { Allowlist } from '../egress/allowlist.ts';
import { createEgressProxy, join } from '../egress/proxy.ts';
import { untilSignal } from '../signals.ts';

/** Port of the proxy: the one that squid made customary. */
const PROXY_PORT = 3128;

/**
 * `egress --allow HOSTS [--forward PORT=HOST:PORT]` or, in its container, `egress --check`: no desktop, but the only way out for desktops on a network without one:
 * a forward proxy at port 3128 that opens the named hosts only, and ports that lead in to a desktop. See docker-compose.yml.
 */
export async function egress(args: readonly string[]): Promise<number> {
  const { allow, forward, check } = parse(args);
  if (check) return (await answers()) ? 0 : 1;
  const log = (line: string): void => void process.stderr.write(`${onOneLine(line)}\n`);
  const proxy = createEgressProxy({ allowlist: new Allowlist(allow), log });
  const { stopped } = untilSignal();
  await Promise.all([
    listen(proxy, PROXY_PORT),
    ...forward.map(({ port, to }) => listen(forwarder(to), port)),
  ]);
  log(`proxy at port ${PROXY_PORT}, open for: ${allow.length === 0 ? 'nothing' : allow.join(', ')}`);
  await stopped;
  return 0;
}

function parse(args: readonly string[]) {
  const { values } = read(args);
  const allow = (values.allow ?? []).flatMap((list) => list.split(/[\s,]+/)).filter((host) => host !== '');
  return { allow, forward: (values.forward ?? []).map(parseForward), check: values.check === true };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        allow: { type: 'string', multiple: true },
        forward: { type: 'string', multiple: true },
        check: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new DeskhandError(
      'bad_input',
      `egress: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: 'Its options are --allow HOSTS and --forward PORT=HOST:PORT.',
        cause,
      },
    );
  }
}

function parseForward(text: string) {
  const [, port, host, target] = /^(\d{1,5})=([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || host === undefined)
    throw new DeskhandError('bad_input', `--forward: "${text}" is not of the form PORT=HOST:PORT.`);
  return { port: Number(port), to: { host, port: Number(target) } };
}

/** Hands every connection on to one place, looked up anew each time: a restarted desktop may have another address. */
function forwarder(to: { readonly host: string; readonly port: number }): Server {
  return createServer({ noDelay: true }, (client) => join(client, connect({ ...to, noDelay: true })));
}

/** Whether a proxy listens here. */
function answers(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(PROXY_PORT, '127.0.0.1', () => resolve(true));
  socket.on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, '0.0.0.0', resolve);
  await promise;
}
