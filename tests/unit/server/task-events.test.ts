import { describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { parseEventStream } from '../../../src/client/sse.ts';
import type { RunEvent } from '../../../src/agent/events.ts';
import { progress, runHead, startServer, TOKEN } from './support/test-server.ts';

const ALL: readonly RunEvent[] = [
  { type: 'started', run: runHead() },
  progress('one'),
  progress('two\nlines'),
  { type: 'ended', run: runHead({ state: 'ended', outcome: 'done' }) },
];

const tasks = {
  get: async () => runHead(),
  async *events(_id: string, after = -1) {
    yield* ALL.slice(after + 1);
  },
};

async function read(response: Response) {
  const events = [];
  for await (const event of parseEventStream(response.body ?? new ReadableStream())) events.push(event);
  return events;
}

describe('GET /v1/tasks/{id}/events', () => {
  test('tells a run from its start to its end, each event with its type and index', async () => {
    await using server = await startServer({ tasks });
    const response = await server.request('/v1/tasks/r1/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await read(response);
    expect(events.map(({ type, id }) => [type, id])).toEqual([
      ['started', '0'],
      ['progress', '1'],
      ['progress', '2'],
      ['ended', '3'],
    ]);
    expect(events.map(({ data }) => JSON.parse(data) as RunEvent)).toEqual(ALL);
  });

  test('goes on after the last event that the client has seen', async () => {
    await using server = await startServer({ tasks });
    const headers = { authorization: `Bearer ${TOKEN}`, 'last-event-id': '1' };
    const events = await read(await server.request('/v1/tasks/r1/events', { headers }));
    expect(events.map(({ id }) => id)).toEqual(['2', '3']);
  });

  test('refuses a Last-Event-ID that is no index', async () => {
    await using server = await startServer({ tasks });
    const headers = { authorization: `Bearer ${TOKEN}`, 'last-event-id': 'x' };
    expect((await server.request('/v1/tasks/r1/events', { headers })).status).toBe(400);
  });

  test('of an unknown run is 404, not an empty stream', async () => {
    await using server = await startServer();
    expect((await server.request('/v1/tasks/none/events')).status).toBe(404);
  });

  test('of a run of another desktop is 409, not an empty stream', async () => {
    const busy = new DeskhandError('busy', 'Run r1 is running on another desktop.');
    await using server = await startServer({ tasks: { ...tasks, getOwn: () => Promise.reject(busy) } });
    expect((await server.request('/v1/tasks/r1/events')).status).toBe(409);
  });

  test('lets go of the run when the client goes away', async () => {
    const ended = Promise.withResolvers<void>();
    const next = Promise.withResolvers<void>();
    const events = async function* () {
      try {
        yield progress('one');
        await next.promise;
        yield progress('two');
      } finally {
        ended.resolve();
      }
    };
    await using server = await startServer({ tasks: { get: async () => runHead(), events } });
    const client = new AbortController();
    const response = await server.request('/v1/tasks/r1/events', {
      headers: { authorization: `Bearer ${TOKEN}` },
      signal: client.signal,
    });
    await response.body?.getReader().read();
    client.abort();
    next.resolve();
    await expect(ended.promise).resolves.toBeUndefined();
  });
});

test('a task is taken with 202, its head is read and it is cancelled', async () => {
  const submitted: unknown[] = [];
  const service = {
    submit: async (spec: unknown) => {
      submitted.push(spec);
      return runHead();
    },
    get: async () => runHead(),
    list: async () => [runHead()],
    cancel: async () => runHead({ state: 'ended', outcome: 'cancelled' }),
  };
  await using server = await startServer({ tasks: service });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await server.request('/v1/tasks', { method: 'POST', headers, body: '{"task":"x"}' });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({ id: 'r1' });
  expect(submitted).toEqual([{ task: 'x' }]);
  expect(await (await server.request('/v1/tasks')).json()).toHaveLength(1);
  const cancelled = await server.request('/v1/tasks/r1/cancel', { method: 'POST', headers });
  expect(await cancelled.json()).toMatchObject({ outcome: 'cancelled' });
});

test('a task is paused, resumed and answered; an answer that is none is refused', async () => {
  const answers: string[] = [];
  const service = {
    get: async () => runHead(),
    pause: async () => runHead({ state: 'paused' }),
    resume: async () => runHead({ state: 'running' }),
    answer: async (_: string, answer: string) => {
      answers.push(answer);
      return runHead();
    },
  };
  await using server = await startServer({ tasks: service });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const post = (what: string, body?: string) =>
    server.request(`/v1/tasks/r1/${what}`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
  expect(await (await post('pause')).json()).toMatchObject({ state: 'paused' });
  expect(await (await post('resume')).json()).toMatchObject({ state: 'running' });
  expect((await post('answer', '{"answer":"4711"}')).status).toBe(200);
  expect(answers).toEqual(['4711']);
  expect((await post('answer', '{"text":"4711"}')).status).toBe(400);
  expect((await post('answer', '{"answer":""}')).status).toBe(400);
});
