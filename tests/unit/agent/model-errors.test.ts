import { describe, expect, test } from 'vitest';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from './support/fake-desktop.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

describe('a model that errs', () => {
  test('a failed call is told, the calls after it are not done, and it may go on', async () => {
    const server = await fake({
      brain: scriptBrain([
        () => ({
          calls: [
            { name: 'click', args: { ref: 'e99' } },
            { name: 'click', args: { x: 5, y: 5 } },
          ],
        }),
        (_, { toolResults }) => finish(toolResults.join(' | ')),
      ]),
    });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server));
    expect(head.result).toMatch(/Error \(stale_ref\): .* \| Not done: an earlier call/);
    expect(fixture.desktop.calls.filter((call) => call.action === 'click')).toEqual([]);
  });

  test.each([
    ['malformed_call', 'cannot be understood'],
    ['empty', 'answered nothing'],
  ] as const)('%s is told, and ends the run the third time in a row', async (fault, message) => {
    const server = await fake({ brain: () => finish('ok'), faults: [fault, fault, fault] });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({
      outcome: 'failed',
      error: { code: 'model_failed', message: expect.stringContaining(message) as string },
    });
    const again = await fake({ brain: () => finish('ok'), faults: [fault, fault] });
    expect((await fixture.run(task(again))).head.outcome).toBe('done');
    expect(again.problems).toEqual([]);
  });

  test('going in circles is told, then stopped', async () => {
    const server = await fake({ brain: () => ({ calls: [{ name: 'click', args: { x: 150, y: 150 } }] }) });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({
      outcome: 'failed',
      error: { message: expect.stringContaining('repeats itself') as string },
    });
    expect(server.requests).toHaveLength(6);
    expect(JSON.stringify(server.requests[3]?.body)).toContain('Do something else');
  });

  test('a request without a picture would be refused by the server', async () => {
    const desktop = new FakeDesktop();
    desktop.dropFrames = true;
    const server = await fake({ brain: () => finish('ok') });
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({
      outcome: 'failed',
      error: { message: expect.stringContaining('no picture') as string },
    });
  });
});

describe('a long run', () => {
  test('keeps few pictures, and most of each prompt comes from the cache', async () => {
    let n = 0;
    const server = await fake({
      brain: () =>
        n++ < 30
          ? { text: `Step ${n}`, calls: [{ name: 'click', args: { x: 101 + n, y: 5 } }] }
          : finish('ok'),
    });
    const desktop = new FakeDesktop();
    desktop.page.elements = Array.from({ length: 60 }, (_, i) => ({
      role: 'link',
      name: `Some link with a longer name ${i}`,
    }));
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(task(server));
    expect(head.outcome).toBe('done');
    const images = server.requests.map(({ request }) => request?.images ?? 0);
    expect(Math.max(...images)).toBeLessThanOrEqual(9);
    expect(head.totals.cachedTokens / head.totals.inputTokens).toBeGreaterThan(0.7);
    expect(server.problems).toEqual([]);
  });
});

describe('a person who takes over', () => {
  test('makes the run wait and look again before it goes on', async () => {
    const desktop = new FakeDesktop();
    const server = await fake({ brain: (request) => finish(request.screen?.title ?? '') });
    await using fixture = await makeService(desktop);
    desktop.control.take();
    const { id } = await fixture.service.submit(task(server));
    for await (const event of fixture.service.events(id)) {
      if (event.type !== 'progress' || !event.message.includes('person has control')) continue;
      expect((await fixture.service.get(id)).state).toBe('waiting');
      desktop.page.title = 'Changed by hand';
      desktop.control.give();
    }
    expect(await fixture.service.get(id)).toMatchObject({ outcome: 'done', result: 'Changed by hand' });
  });
});
