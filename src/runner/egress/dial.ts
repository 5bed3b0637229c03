import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { DeskhandError } from '../../base/errors.ts';
import { isNeverReached } from './allowlist.ts';
import type { Allowlist } from './allowlist.ts';

/** Gives the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** How connections are made. */
export interface DialOptions {
  readonly allowlist: Allowlist;
  /** Left out, the system's own resolver. */
  readonly resolve?: Resolve;
  /** Told to refuse an address; left out, {@link isNeverReached}. */
  readonly refuses?: (address: string) => boolean;
}

const CONNECT_MS = 10_000;

/**
 * A connection to an allowed host. It goes to the address that was checked: a name that resolves otherwise a moment
 * later changes nothing. Throws `forbidden` for what is not allowed, `action_failed` for what cannot be reached.
 */
export async function dial(host: string, port: number, options: DialOptions): Promise<Socket> {
  const { allowlist, resolve = resolveByName, refuses = isNeverReached } = options;
  if (!allowlist.allows(host, port))
    throw new DeskhandError('forbidden', `${host}:${port} is not on the list of allowed hosts.`);
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new DeskhandError('action_failed', `${host} has no address.`, { cause });
  });
  const address = addresses.find((each) => !refuses(each));
  if (address === undefined)
    throw new DeskhandError('forbidden', `${host} leads to ${addresses.join(', ')}, which is never open.`);
  return connected(host, address, port);
}

async function resolveByName(host: string): Promise<readonly string[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true });
  return found.map(({ address }) => address);
}

function connected(host: string, address: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: address, port, noDelay: true });
  const fail = (cause: unknown): void => {
    socket.destroy();
    reject(new DeskhandError('action_failed', `${host}:${port} cannot be reached.`, { cause }));
  };
  socket.setTimeout(CONNECT_MS, () => fail(new Error('It does not answer.')));
  socket.once('error', fail);
  socket.once('connect', () => {
    socket.setTimeout(0);
    socket.off('error', fail);
    resolve(socket);
  });
  return promise;
}
