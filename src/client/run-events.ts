import type { RunEvent } from '../agent/events.ts';
import { DeskhandError } from '../base/errors.ts';
import { parseEventStream } from './sse.ts';
import { connectionError } from './transport.ts';
import type { Address, Transport } from './transport.ts';

/** How a stream of run events is followed. */
export interface FollowOptions {
  readonly signal?: AbortSignal | undefined;
  /** Index of the last event that is already known; left out, the run is told from its start. */
  readonly after?: number | undefined;
  /** How often in a row a cut connection is taken up again without any event in between. */
  readonly attempts?: number | undefined;
  /** Waits before attempt `n` (1 for the first); replaced in tests. */
  readonly pause?: (attempt: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** A run's event and its index, by which a stream can be taken up again. */
export interface IndexedEvent {
  readonly index: number;
  readonly event: RunEvent;
}

/**
 * A run's events, each once and in order, until `ended`. A connection that breaks is taken up again after the last event
 * that came through (`Last-Event-ID`). Throws the server's error, `not_ready` when it stays away, `cancelled` on abort.
 */
export async function* followRun(
  transport: Transport,
  address: Address,
  id: string,
  options: FollowOptions = {},
): AsyncGenerator<IndexedEvent> {
  const { signal, attempts = 6, pause = backOff } = options;
  let last = options.after;
  let failures = 0;
  for (;;) {
    try {
      for await (const item of oneConnection(transport, id, last, signal)) {
        if (last !== undefined && item.index <= last) continue;
        last = item.index;
        failures = 0;
        yield item;
        if (item.event.type === 'ended') return;
      }
    } catch (error) {
      if (signal?.aborted === true) throw connectionError(address, signal, error);
      if (error instanceof DeskhandError && error.code !== 'not_ready') throw error;
      if (failures >= attempts) throw connectionError(address, signal, error);
    }
    failures++;
    if (failures > attempts)
      throw connectionError(address, signal, new Error('The event stream keeps breaking off.'));
    await pause(failures, signal);
  }
}

async function* oneConnection(
  transport: Transport,
  id: string,
  last: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<IndexedEvent> {
  const response = await transport(`/v1/tasks/${encodeURIComponent(id)}/events`, {
    headers: {
      accept: 'text/event-stream',
      ...(last === undefined ? {} : { 'last-event-id': String(last) }),
    },
    signal,
  });
  if (response.body === null) return;
  let index = last ?? -1;
  for await (const event of parseEventStream(response.body)) {
    if (event.type === 'message') continue;
    index = event.id === undefined ? index + 1 : Number(event.id);
    yield { index, event: JSON.parse(event.data) as RunEvent };
  }
}

/** Waits 100 ms, then twice as long each time, up to 3.2 s; ends at once when the signal fires. */
async function backOff(attempt: number, signal: AbortSignal | undefined): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  const ms = 100 * 2 ** Math.min(attempt - 1, 5);
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
