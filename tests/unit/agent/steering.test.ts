import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { RunClock } from '../../../src/agent/run-clock.ts';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const ask = () => ({ calls: [{ name: 'ask_user', args: { question: 'Which code?' } }] });

describe('a question of the model', () => {
  test('waits for its answer, which the model gets with the screen as it is then', async () => {
    let told = '';
    const server = await fake({
      brain: scriptBrain([
        ask,
        (screen, request) => {
          told = JSON.stringify(request.messages.filter((message) => message.role === 'tool').at(-1));
          return finish(`${screen.title} with the code`);
        },
      ]),
    });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server, { interactive: true }));
    await vi.waitFor(async () =>
      expect(await fixture.service.get(id)).toMatchObject({ state: 'waiting', question: 'Which code?' }),
    );
    fixture.desktop.page.title = 'Changed meanwhile';
    expect(await fixture.service.answer(id, '4711')).toMatchObject({ id });
    const types: string[] = [];
    for await (const event of fixture.service.events(id)) types.push(event.type);
    const head = await fixture.service.get(id);
    expect(head).toMatchObject({ outcome: 'done', result: 'Changed meanwhile with the code' });
    expect(head.question).toBeUndefined();
    expect(told).toContain('4711');
    expect(types).toContain('question');
    await expect(fixture.service.answer(id, 'late')).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('may be answered while the run is paused: it goes on once it is resumed', async () => {
    const server = await fake({ brain: scriptBrain([ask, () => finish('answered')]) });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server, { interactive: true }));
    await vi.waitFor(async () => expect((await fixture.service.get(id)).state).toBe('waiting'));
    expect(await fixture.service.pause(id)).toMatchObject({ state: 'paused', question: 'Which code?' });
    await fixture.service.answer(id, '4711');
    await vi.waitFor(async () => expect((await fixture.service.get(id)).question).toBeUndefined());
    expect(await fixture.service.get(id)).toMatchObject({ state: 'paused' });
    expect(server.requests).toHaveLength(1);
    expect(await fixture.service.resume(id)).toMatchObject({ state: 'running' });
    for await (const event of fixture.service.events(id)) void event;
    expect(await fixture.service.get(id)).toMatchObject({ outcome: 'done', result: 'answered' });
  });

  test('that nobody answers can be cancelled, and an answer to no question is refused', async () => {
    const server = await fake({ brain: scriptBrain([ask]) });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server, { interactive: true }));
    await vi.waitFor(async () => expect((await fixture.service.get(id)).state).toBe('waiting'));
    const head = await fixture.service.cancel(id);
    expect(head).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    expect(head.question).toBeUndefined();
  });
});

describe('a run that is paused', () => {
  test('makes no further step until it is resumed, and looks again then', async () => {
    const release = Promise.withResolvers<void>();
    const server = await fake({
      brain: async ({ messages, screen }) => {
        if (messages.length > 2) return finish(screen?.title ?? '');
        await release.promise;
        return { calls: [{ name: 'click', args: { x: 5, y: 5 } }] };
      },
    });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    expect(await fixture.service.pause(id)).toMatchObject({ state: 'paused' });
    release.resolve();
    await vi.waitFor(async () => expect((await fixture.service.get(id)).totals.steps).toBe(1));
    expect(server.requests).toHaveLength(1);
    await expect(fixture.service.answer(id, 'x')).rejects.toMatchObject({ code: 'bad_input' });
    fixture.desktop.page.title = 'Used by a person';
    expect(await fixture.service.resume(id)).toMatchObject({ state: 'running' });
    for await (const event of fixture.service.events(id)) void event;
    expect(await fixture.service.get(id)).toMatchObject({ outcome: 'done', result: 'Used by a person' });
    await expect(fixture.service.pause(id)).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('can be cancelled', async () => {
    const server = await fake({ brain: () => ({ calls: [{ name: 'wait', args: { ms: 1 } }] }) });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server));
    await fixture.service.pause(id);
    expect(await fixture.service.cancel(id)).toMatchObject({ outcome: 'cancelled' });
  });

  test('its time stands still', () => {
    vi.useFakeTimers();
    try {
      const expire = vi.fn<() => void>();
      const clock = new RunClock(() => performance.now(), 1000, expire);
      const start = clock.now();
      vi.advanceTimersByTime(600);
      clock.pause();
      vi.advanceTimersByTime(50_000);
      clock.go();
      expect(clock.now() - start).toBe(600);
      vi.advanceTimersByTime(399);
      expect(expire).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(expire).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a person who takes the desktop over', () => {
  const INPUT = { clicks: 3, scrolls: 0, characters: 12, keys: 1, pastes: 0 };

  test('holds the run up; on giving back, the model and the record are told what they did', async () => {
    let told = '';
    const server = await fake({
      brain: (request) => {
        told = JSON.stringify(request.messages.at(-1));
        return finish('seen');
      },
    });
    await using fixture = await makeService();
    const { control, page } = fixture.desktop;
    control.take();
    const { id } = await fixture.service.submit(task(server));
    await vi.waitFor(async () => expect((await fixture.service.get(id)).state).toBe('waiting'));
    expect(server.requests).toHaveLength(0);
    Object.assign(page, { url: 'http://page/inbox', title: 'Inbox' });
    control.give(INPUT);
    const events = [];
    for await (const event of fixture.service.events(id)) events.push(event);
    const summary = /3 clicks, 12 characters typed \(not recorded\), 1 other key/;
    expect(told).toMatch(summary);
    expect(events.some((event) => event.type === 'progress' && summary.test(event.message))).toBe(true);
    const record = await readFile(join(fixture.dir, id, 'steps.jsonl'), 'utf8');
    expect(JSON.parse(record.split('\n')[0] ?? '')).toMatchObject({
      meanwhile: expect.stringMatching(summary),
    });
  });

  test('and gives back while the model thinks: what it decided for the old screen is not done', async () => {
    const screens: string[] = [];
    await using fixture = await makeService();
    const { control, page, calls } = fixture.desktop;
    const server = await fake({
      brain: ({ messages }) => {
        screens.push(JSON.stringify(messages.at(-1)));
        if (screens.length > 1) return finish('seen');
        control.take();
        Object.assign(page, { url: 'http://page/inbox', title: 'Inbox' });
        control.give(INPUT);
        return { calls: [{ name: 'click', args: { x: 5, y: 5 } }] };
      },
    });
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({ outcome: 'done' });
    expect(calls.map(({ action }) => action)).not.toContain('click');
    expect(screens[1]).toMatch(/The page went from .*http:\/\/page\/ to .*Inbox.*http:\/\/page\/inbox/);
  });
});

describe('a run that was cut off', () => {
  const firstSteps = () =>
    scriptBrain([
      () => ({ text: 'I open it.', calls: [{ name: 'click', args: { x: 5, y: 5 } }] }),
      () => ({ calls: [{ name: 'type', args: { text: 'half' } }] }),
    ]);

  /** Two steps, then the runner goes away. */
  async function interrupted() {
    const server = await fake({ brain: firstSteps(), faults: (n) => (n === 2 ? 'hang' : undefined) });
    const fixture = await makeService();
    const { id } = await fixture.service.submit(task(server));
    await vi.waitFor(() => expect(server.requests).toHaveLength(3));
    await fixture.service.cancel(id);
    return { fixture, id };
  }

  test('goes on from its record: the model sees its own steps, and limits hold for both together', async () => {
    const { fixture, id } = await interrupted();
    await using _ = fixture;
    let seen = '';
    const server = await fake({
      brain: (request) => {
        seen = JSON.stringify(request.messages);
        return finish('went on');
      },
    });
    const { head } = await fixture.run({ resume: id, api_key: server.key, base_url: server.url });
    expect(head).toMatchObject({ outcome: 'done', result: 'went on', resumedFrom: id, task: 'Sign in' });
    expect(head.totals.steps).toBe(3);
    expect(seen).toContain('I open it.');
    expect(seen).toContain('half');
    expect(seen).toContain('The run was interrupted here');
    const lines = await readFile(join(fixture.dir, head.id, 'steps.jsonl'), 'utf8');
    expect(lines.trim().split('\n')).toHaveLength(3);
    const spent = await fixture.run({
      resume: id,
      api_key: server.key,
      base_url: server.url,
      limits: { steps: 2 },
    });
    expect(spent.head).toMatchObject({ outcome: 'limit' });
  });

  test('goes on from a record that is sent along, on a desktop that never had it', async () => {
    const { fixture, id } = await interrupted();
    await using _ = fixture;
    const steps = (await readFile(join(fixture.dir, id, 'steps.jsonl'), 'utf8')).trim().split('\n');
    const server = await fake({ brain: () => finish('went on') });
    await using other = await makeService();
    const resume = { id, task: 'Sign in', steps: steps.map((line) => JSON.parse(line) as unknown) };
    const { head } = await other.run({ resume, api_key: server.key, base_url: server.url });
    expect(head).toMatchObject({ outcome: 'done', totals: { steps: 3 } });
  });

  test.each([
    ['no-such-run', 'not_found'],
    [{ id: 'x', task: 'y', steps: [{ number: 0 }] }, 'bad_input'],
  ])('%j is refused with %s', async (resume, code) => {
    await using fixture = await makeService();
    await expect(fixture.service.submit({ resume, api_key: 'k' })).rejects.toMatchObject({ code });
  });

  test('by the death of its process has a finished record after the next start', async () => {
    const { fixture, id } = await interrupted();
    await using _ = fixture;
    const { rm, writeFile } = await import('node:fs/promises');
    const folder = join(fixture.dir, id);
    const head = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as object;
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...head, state: 'running' }));
    await rm(join(folder, 'report.html'));
    const { createRunStore } = await import('../../../src/runs/store.ts');
    await using next = await makeService(undefined, { runs: createRunStore(fixture.dir) });
    expect(await next.service.get(id)).toMatchObject({ state: 'ended', outcome: 'failed' });
    await vi.waitFor(async () =>
      expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('half'),
    );
  });
});
