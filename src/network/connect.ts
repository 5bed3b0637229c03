import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import { once } from 'node:events';
import { DeskhandError } from '../base/errors.ts';
import { Refusal } from './rules.ts';
import type { Upstream } from './upstream.ts';

/** A host that does not take a connection for so long is given up, in ms. */
export const CONNECT_MS = 20_000;

/** Connects to a host whose name this lookup resolves. Rejects with what Node says, or the lookup's own error. */
export async function connectDirectly(host: string, port: number, lookup: LookupFunction): Promise<Socket> {
  const socket = connect({ host, port, lookup, autoSelectFamily: true, noDelay: true });
  return opened(socket, () => once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) }));
}

/** A tunnel to a host through another proxy. Rejects with `forbidden` or `action_failed` when that refuses. */
export async function connectThrough(upstream: Upstream, authority: string): Promise<Socket> {
  const request = (upstream.secure ? httpsRequest : httpRequest)({
    host: upstream.host,
    port: upstream.port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(upstream.authorization === undefined ? {} : { 'proxy-authorization': upstream.authorization }),
    },
    signal: AbortSignal.timeout(CONNECT_MS),
  });
  request.end();
  const answer = Promise.race([once(request, 'connect'), once(request, 'response')]);
  const [response, socket, head] = (await answer) as [{ statusCode?: number }, Socket?, Buffer?];
  if (response.statusCode === 200 && socket !== undefined) {
    // What the host said first may have come with the proxy's answer.
    if (head !== undefined && head.length > 0) socket.unshift(head);
    return socket.setNoDelay(true);
  }
  request.destroy();
  socket?.destroy();
  throw new DeskhandError('action_failed', `The network's proxy answered ${response.statusCode}.`, {
    hint: 'HTTPS_PROXY, HTTP_PROXY and NO_PROXY of this desktop say which proxy that is.',
  });
}

async function opened(socket: Socket, wait: () => Promise<unknown>): Promise<Socket> {
  try {
    await wait();
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const MEANINGS: Readonly<Record<string, readonly [string, string]>> = {
  ENOTFOUND: ['net::ERR_NAME_NOT_RESOLVED', 'There is no such host; check the spelling.'],
  EAI_AGAIN: ['net::ERR_NAME_NOT_RESOLVED', 'The name server does not answer.'],
  ECONNREFUSED: ['net::ERR_CONNECTION_REFUSED', 'Nothing listens at that host and port.'],
  ECONNRESET: ['net::ERR_CONNECTION_RESET', 'The host has ended the connection.'],
  EHOSTUNREACH: ['net::ERR_ADDRESS_UNREACHABLE', 'There is no way to that host.'],
  ENETUNREACH: ['net::ERR_ADDRESS_UNREACHABLE', 'There is no way to that host.'],
  ETIMEDOUT: ['net::ERR_CONNECTION_TIMED_OUT', 'The host does not answer.'],
  ABORT_ERR: ['net::ERR_CONNECTION_TIMED_OUT', 'The host does not answer.'],
};

/** Why there is no connection, in the words that the browser has for it, with a hint. Refusals stay as they are. */
export function connectionError(host: string, error: unknown): DeskhandError {
  if (error instanceof Refusal) return error;
  const found = codeOf(error);
  const [name, hint] = MEANINGS[found ?? ''] ?? ['net::ERR_CONNECTION_FAILED', undefined];
  const message = `${host} could not be reached: ${error instanceof DeskhandError ? error.message : `${name}.`}`;
  const told = error instanceof DeskhandError ? error.hint : hint;
  return new DeskhandError('action_failed', message, {
    cause: error,
    ...(told === undefined ? {} : { hint: told }),
  });
}

/** The code of an error, or of the first one inside it where several addresses were tried. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
