import type { SSEStreamingApi } from 'hono/streaming';
import type { RunEvent } from '../agent/events.ts';

/** Proxies close connections that are silent for a minute or so. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Sends run events as server-sent events: `event` is the type, `id` the index in the run counted from `first`. Ends with
 * the events, or when the client goes away.
 */
export async function sendRunEvents(
  stream: SSEStreamingApi,
  events: AsyncIterable<RunEvent>,
  first: number,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const gone = new Promise<{ done: true }>((resolve) => stream.onAbort(() => resolve({ done: true })));
  const keepAlive = setInterval(() => void stream.write(': still here\n\n'), KEEP_ALIVE_MS);
  try {
    for (let index = first; ; index++) {
      const next = await Promise.race([iterator.next(), gone]);
      if (next.done === true) return;
      await stream.writeSSE({ event: next.value.type, data: JSON.stringify(next.value), id: String(index) });
    }
  } finally {
    clearInterval(keepAlive);
    // A generator that waits for the next event takes this up only then: nothing may wait for it.
    void iterator.return?.();
  }
}
