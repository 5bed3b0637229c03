/**
 * How long a response asks to wait, in ms: the larger of `retry-after-ms` and `retry-after` (seconds or an HTTP date),
 * because Azure sends `retry-after-ms: 0` beside `retry-after: 1`. Undefined when neither can be read.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const waits = [milliseconds(headers.get('retry-after-ms')), secondsOrDate(headers.get('retry-after'), now)];
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function milliseconds(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const ms = Number(value);
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function secondsOrDate(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
