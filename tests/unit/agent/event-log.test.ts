import { describe, expect, test } from 'vitest';
import { EventLog } from '../../../src/agent/event-log.ts';
import type { RunHead } from '../../../src/agent/events.ts';

const said = (message: string) => ({ type: 'progress', message }) as const;
const ended = { type: 'ended', run: {} as RunHead } as const;

describe('an event log', () => {
  test('gives several readers everything, each from where it began, and ends after ended', async () => {
    const log = new EventLog();
    log.add(said('a'));
    const all = Array.fromAsync(log.read());
    const tail = Array.fromAsync(log.read(0));
    log.add(said('b'));
    log.add(ended);
    log.add(said('too late'));
    expect(await all).toEqual([said('a'), said('b'), ended]);
    expect(await tail).toEqual([said('b'), ended]);
    expect(await Array.fromAsync(log.read(2))).toEqual([]);
    expect(log.last).toBe(2);
  });

  test('a reader can be stopped while it waits', async () => {
    const stop = new AbortController();
    const read = Array.fromAsync(new EventLog().read(-1, stop.signal));
    stop.abort();
    expect(await read).toEqual([]);
  });
});
