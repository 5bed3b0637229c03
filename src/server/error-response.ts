import type { JsonObject } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { ServerContext } from './context.ts';

/** The answer to a thrown error: `{"error":{code,message,hint}}` with the code's status. Internal errors are logged with their stack, a client that went away only for who debugs. A dialect's `answer` stands beside it. */
export function errorResponse(c: ServerContext, thrown: unknown, log: Log, answer?: JsonObject): Response {
  const error = toDeskhandError(thrown);
  if (error.code === 'internal') {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    log.error(`${c.req.method} ${c.req.path} failed: ${error.message}`, { stack });
  }
  if (error.code === 'cancelled') log.debug(`${c.req.method} ${c.req.path} was broken off: ${error.message}`);
  const headers: Record<string, string> = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer realm="deskhand"';
  const retryAfter = retryAfterSeconds(error);
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  return c.body(JSON.stringify({ error, answer }), error.status as 400, headers);
}

/** The `retry-after` of an error's answer: the error's own, or 1 s for what is usually over by then. */
export function retryAfterSeconds({ code, retryAfterS }: DeskhandError): number | undefined {
  return retryAfterS ?? (code === 'rate_limited' || code === 'not_ready' ? 1 : undefined);
}

/** The answer where no route matches. */
export function notFound(c: ServerContext): DeskhandError {
  return new DeskhandError('not_found', `There is no ${c.req.method} ${c.req.path}.`, {
    hint: 'GET /docs lists the calls, GET /v1/actions the actions.',
  });
}
