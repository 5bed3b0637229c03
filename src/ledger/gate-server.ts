import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import type { Gate, Pass } from '../models/gate.ts';
import { AnsweredMessage, FailedMessage, MOST_BYTES, PlannedMessage } from './gate-messages.ts';

/** A gate that desktops in containers reach over HTTP. */
export interface GateServer extends AsyncDisposable {
  /** Port on the address that was asked for. */
  readonly port: number;
  /**
   * A token for one run: the first that comes with it, whose gate is then made; a second one is refused. The API key never
   * comes here.
   */
  grant(gateFor: (run: string) => Gate): string;
  /** Ends a token; what its run was let through for can still be told. */
  revoke(token: string): void;
}

/** Serves gates on `hostname`: loopback for processes of this machine, the container network's own address for desktops. */
export async function serveGate(hostname = '127.0.0.1', port = 0): Promise<GateServer> {
  const desk = new GateDesk();
  const server = createServer((request, response) => void desk.handle(request, response));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, hostname, resolve);
  await promise;
  return {
    port: portOf(server),
    grant: (gateFor) => desk.grant(gateFor),
    revoke: (token) => desk.revoke(token),
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a token stands for; its gate is made when its run first comes. */
interface Grant {
  readonly gateFor: (run: string) => Gate;
  opened?: { readonly run: string; readonly gate: Gate };
  isOver: boolean;
}

class GateDesk {
  readonly #grants = new Map<string, Grant>();
  /** Passes by id and token, kept after their end: a message that comes twice is answered alike. */
  readonly #passes = new Map<string, Pass>();

  grant(gateFor: (run: string) => Gate): string {
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, { gateFor, isOver: false });
    return token;
  }

  revoke(token: string): void {
    const grant = this.#grants.get(token);
    if (grant !== undefined) grant.isOver = true;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (thrown) {
      const error = toDeskhandError(thrown);
      if (!response.headersSent) response.writeHead(error.status, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ error })}\n`);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const grant = this.#grants.get(token);
    if (grant === undefined) throw new DeskhandError('unauthorized', 'The gate does not know this token.');
    const [, action = '', id = ''] = (request.url ?? '').split('/');
    if (request.method !== 'POST') throw new DeskhandError('not_found', 'The gate takes POST only.');
    const body = await readBody(request);
    if (action === 'enter') return this.#enter(grant, token, body, response);
    const pass = this.#passes.get(`${token}/${id}`);
    if (pass === undefined) throw new DeskhandError('not_found', 'The gate does not know this pass.');
    if (action === 'answered') {
      const { call, learned } = parseOrThrow(AnsweredMessage, body, 'answered');
      await pass.answered(call, learned);
    } else if (action === 'failed') {
      const { learned, pauseMs } = parseOrThrow(FailedMessage, body, 'failed');
      await pass.failed(learned, pauseMs);
    } else throw new DeskhandError('not_found', `The gate has no "${action}".`);
    response.writeHead(204).end();
  }

  async #enter(grant: Grant, token: string, body: unknown, response: ServerResponse): Promise<void> {
    const { run, ...planned } = parseOrThrow(PlannedMessage, body, 'call');
    if (grant.isOver) throw new DeskhandError('unauthorized', 'The run of this token is over.');
    grant.opened ??= { run, gate: grant.gateFor(run) };
    if (grant.opened.run !== run) throw new DeskhandError('forbidden', 'This token is for another run.');
    const { gate } = grant.opened;
    const gone = new AbortController();
    response.once('close', () => gone.abort(new DeskhandError('cancelled', 'The desktop has gone.')));
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    const pass = await gate.enter(planned, gone.signal, (reason, ms) => {
      response.write(`${JSON.stringify({ wait: { reason, ms } })}\n`);
    });
    const id = randomUUID();
    this.#passes.set(`${token}/${id}`, pass);
    response.end(`${JSON.stringify({ pass: id })}\n`);
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new DeskhandError('too_large', 'The message is too large for the gate.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new DeskhandError('bad_input', 'The message is no JSON.', { cause });
  }
}
