import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** A caller's trace (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
interface Trace {
  readonly traceId: string;
  readonly flags: string;
  /** What the systems on the way have added for themselves; passed on as it is. */
  readonly state?: string;
}

const current = new AsyncLocalStorage<Trace>();

/** What a caller sends. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/**
 * Does `work`, and all that it starts, inside the caller's trace. A missing or malformed `traceparent` is no trace, and a malformed
 * `tracestate` none beside it: the specification has them ignored.
 */
export function withTrace<T>({ traceparent, tracestate }: TraceHeaders, work: () => T): T {
  const trace = parse(traceparent);
  if (trace === undefined) return work();
  const state = parseState(tracestate);
  return current.run(state === undefined ? trace : { ...trace, state }, work);
}

/** The headers for a request that is made now; none outside of a trace. */
export function nextTraceHeaders(): Readonly<Record<string, string>> {
  const traceparent = nextTraceparent();
  const state = current.getStore()?.state;
  if (traceparent === undefined) return {};
  return { traceparent, ...(state === undefined ? {} : { tracestate: state }) };
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

/** What every system has to pass on; a longer list is dropped as a whole, rather than cut within an entry. */
const MOST_STATE = 512;
const MEMBER = /^[a-z\d][-\w*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

function parseState(header: string | undefined): string | undefined {
  const members = (header ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  const state = members.join(',');
  const isGood = members.length <= 32 && members.every((member) => MEMBER.test(member));
  return isGood && state !== '' && state.length <= MOST_STATE ? state : undefined;
}
