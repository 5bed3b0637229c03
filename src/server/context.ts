import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import type { z } from 'zod';
import type { Principal } from './auth/access.ts';

/** What every handler finds in its context. */
export interface ServerEnv {
  Bindings: HttpBindings;
  Variables: { principal: Principal };
}

/** Bytes of a body that asks for actions: a text of 1 000 000 characters fits, though JSON escapes take up to 6 bytes each. */
export const ACTION_BODY_LIMIT: number = 8 * 1024 * 1024;

/** A request's context. */
export type ServerContext = Context<ServerEnv>;

/** The peer's IP address. */
export function peerAddress(c: ServerContext): string {
  return c.env.incoming.socket.remoteAddress ?? 'unknown';
}

/** A signal that is aborted when the client goes away before its answer is complete. */
export function clientSignal(c: ServerContext): AbortSignal {
  const gone = new AbortController();
  const { outgoing } = c.env;
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) {
      gone.abort(new DeskhandError('cancelled', 'The client closed the connection.'));
    }
  });
  return gone.signal;
}

/**
 * The request's body as a JSON object. Throws `bad_input` for anything else, `too_large` above `limit` bytes;
 * a missing body counts as `{}`.
 */
export async function readJsonObject(c: ServerContext, limit: number): Promise<Record<string, unknown>> {
  const text = await readText(c, limit);
  if (text.trim() === '') return {};
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DeskhandError('bad_input', 'The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

/** The request's query, checked. Throws `bad_input`. */
export function readQuery<Schema extends z.ZodObject>(c: ServerContext, schema: Schema): z.output<Schema> {
  return parseOrThrow(schema, c.req.query(), 'query', Object.keys(schema.shape));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DeskhandError(
      'bad_input',
      `The body is not JSON: ${String(cause).replace(/^SyntaxError: /, '')}`,
      { cause },
    );
  }
}

async function readText(c: ServerContext, limit: number): Promise<string> {
  const declared = c.req.header('content-length');
  const isChunked = c.req.header('transfer-encoding') !== undefined;
  if (declared !== undefined && !isChunked) {
    if (Number(declared) > limit) throw tooLarge(limit);
    // Node ends the body at the declared length.
    return c.req.text().catch(brokenOff);
  }
  if (!isChunked) return '';
  return readChunks(c, limit).catch(brokenOff);
}

async function readChunks(c: ServerContext, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A body that cannot be read to its end is the client's doing: it went away, or sent chunks that are none. */
function brokenOff(cause: unknown): never {
  if (cause instanceof DeskhandError) throw cause;
  throw new DeskhandError('cancelled', 'The request ended before its body was complete.', { cause });
}

function tooLarge(limit: number): DeskhandError {
  return new DeskhandError('too_large', `The body is larger than ${limit} bytes.`);
}
