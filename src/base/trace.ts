import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** A caller's trace (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
interface Trace {
  readonly traceId: string;
  readonly flags: string;
}

const current = new AsyncLocalStorage<Trace>();

/**
 * Does `work`, and all that it starts, inside the caller's trace. A missing or malformed `traceparent` is no trace: the
 * specification has it ignored.
 */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  const trace = parse(traceparent);
  return trace === undefined ? work() : current.run(trace, work);
}

/** The header for a request that is made now: the caller's trace with a span id of its own; undefined outside of a trace. */
export function nextTraceparent(): string | undefined {
  const trace = current.getStore();
  return trace === undefined
    ? undefined
    : `00-${trace.traceId}-${randomBytes(8).toString('hex')}-${trace.flags}`;
}

/** The trace that this code runs in, for log lines. */
export function traceId(): string | undefined {
  return current.getStore()?.traceId;
}

function parse(header: string | undefined): Trace | undefined {
  const match = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(header?.trim() ?? '');
  const [, version, id = '', parent = '', flags = '', rest] = match ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(id) || /^0+$/.test(parent)) return undefined;
  return { traceId: id, flags };
}
