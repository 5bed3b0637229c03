import { describe, expect, it } from 'vitest';
import { DesktopClient } from '../../../src/client/client.ts';
import { collect } from './collect.ts';
import { startFakeDesktop } from './fake-desktop.ts';
import { runEvents } from './sample-run.ts';

const pause = async () => undefined;
const events = runEvents();

describe('the events of a run', () => {
  it('come each once and in order, whatever breaks off in between', async () => {
    await using desktop = await startFakeDesktop({ events, cuts: [2, 0, 1] });
    const seen = await collect(new DesktopClient(desktop).tasks.events('run-1', { pause }));
    expect(seen.map(({ event }) => event)).toEqual(events);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(desktop.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      '1',
      '1',
      '2',
    ]);
  });

  it('survive a connection that is torn down in the middle', async () => {
    await using desktop = await startFakeDesktop({ events, cuts: [3, 1], tearsDown: true });
    const seen = await collect(new DesktopClient(desktop).tasks.events('run-1', { pause }));
    expect(seen.map(({ event }) => event)).toEqual(events);
    expect(desktop.requests).toHaveLength(3);
  });

  it('start after the event that is known already', async () => {
    await using desktop = await startFakeDesktop({ events });
    const seen = await collect(new DesktopClient(desktop).tasks.events('run-1', { after: 3 }));
    expect(seen.map(({ event }) => event.type)).toEqual(['ended']);
  });

  it('end with not_ready when the stream keeps breaking off without anything new', async () => {
    await using desktop = await startFakeDesktop({ events, cuts: [1, 0, 0, 0] });
    const following = new DesktopClient(desktop).tasks.events('run-1', { pause, attempts: 2 });
    await expect(collect(following)).rejects.toMatchObject({ code: 'not_ready' });
    expect(desktop.requests).toHaveLength(3);
  });

  it("end at once with the server's refusal", async () => {
    await using desktop = await startFakeDesktop({ events });
    const stranger = new DesktopClient({ url: desktop.url, token: 'guess' });
    await expect(collect(stranger.tasks.events('run-1', { pause }))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(desktop.requests).toHaveLength(1);
  });

  it('end with the reason of the signal, in the middle of a quiet stream too', async () => {
    await using desktop = await startFakeDesktop({ events, waitsForCancel: true });
    const abort = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { event } of new DesktopClient(desktop).tasks.events('run-1', {
        signal: abort.signal,
      })) {
        seen.push(event.type);
        if (seen.length === 4) abort.abort();
      }
    })();
    await expect(following).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual(['started', 'progress', 'step', 'step']);
  });
});
