import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { DeskhandError, isErrorCode } from '../base/errors.ts';
import { goDirect } from '../base/proxy-environment.ts';
import type { Gate, Pass, PlannedCall } from '../models/gate.ts';
import { realPace } from '../models/retry.ts';
import type { Pace } from '../models/retry.ts';
import { GateLine } from './gate-messages.ts';

/** Where a gate is served, and the token that opens it. */
export interface RemoteGateAddress {
  readonly url: string;
  readonly token: string;
}

/** How often a message about a call that was made is sent before it is given up: a lost one is a lost cent. */
const TRIES = 5;
const PAUSE_MS = 200;

/**
 * A gate that another process serves (`serveGate`) for the run of that id, for desktops in containers of their own. A call is not made while the gate
 * cannot be reached: `not_ready`.
 */
export function remoteGate(address: RemoteGateAddress, run: string, pace: Pace = realPace): Gate {
  // It listens on this machine's side of the Docker bridge, where no proxy of the network leads.
  if (URL.canParse(address.url)) goDirect(process.env, [new URL(address.url).hostname]);
  return {
    async enter(call, signal, onWait) {
      const id = await requestPass(address, { run, ...call }, signal, onWait);
      return remotePass(address, id, pace);
    },
  };
}

async function requestPass(
  address: RemoteGateAddress,
  call: PlannedCall & { readonly run: string },
  signal: AbortSignal,
  onWait: (reason: string, ms: number) => void,
): Promise<string> {
  try {
    const response = await send(address, 'enter', call, signal);
    if (response.body === null) throw new Error('an empty answer');
    for await (const text of createInterface({ input: Readable.from(response.body) })) {
      const line = GateLine.parse(JSON.parse(text));
      if ('error' in line) throw asError(line.error);
      if ('pass' in line) return line.pass;
      onWait(line.wait.reason, line.wait.ms);
    }
    throw new Error('the connection was closed');
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DeskhandError ? error : unreachable(address, error);
  }
}

function remotePass(address: RemoteGateAddress, id: string, pace: Pace): Pass {
  return {
    answered: (call, learned) => insist(address, `answered/${id}`, { call, learned }, pace),
    failed: (learned, pauseMs) =>
      insist(address, `failed/${id}`, { learned, ...(pauseMs === undefined ? {} : { pauseMs }) }, pace),
  };
}

/** Sends until it is taken. A pass closes once, so a message that came twice counts once. */
async function insist(address: RemoteGateAddress, path: string, body: unknown, pace: Pace): Promise<void> {
  const never = new AbortController().signal;
  for (let tried = 1; ; tried++) {
    try {
      const response = await send(address, path, body, AbortSignal.timeout(10_000));
      if (response.ok) return;
      const line = GateLine.safeParse(await response.json());
      if (line.success && 'error' in line.data) throw asError(line.data.error);
      throw new Error(`HTTP ${response.status}`);
    } catch (error) {
      if (error instanceof DeskhandError) throw error;
      if (tried >= TRIES) throw unreachable(address, error);
      await pace.sleep(PAUSE_MS * 2 ** tried, never);
    }
  }
}

function send(
  address: RemoteGateAddress,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(`${address.url.replace(/\/$/, '')}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

function asError({
  code,
  message,
  hint,
}: {
  code: string;
  message: string;
  hint?: string | undefined;
}): DeskhandError {
  return new DeskhandError(
    isErrorCode(code) ? code : 'internal',
    message,
    hint === undefined ? {} : { hint },
  );
}

function unreachable({ url }: RemoteGateAddress, cause: unknown): DeskhandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DeskhandError('not_ready', `The gate at ${url} cannot be reached: ${why}`, {
    hint: 'It keeps limits and budgets for all desktops; no call is made without it. Is the fleet still running?',
    cause,
  });
}
