import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nextTraceHeaders } from '../../../src/base/trace.ts';
import { runHead, startServer, TOKEN } from './support/test-server.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test('a task runs in the trace of the request that started it, also after the answer', async () => {
  const later: Promise<Readonly<Record<string, string>>>[] = [];
  await using server = await startServer({
    tasks: {
      submit: async () => {
        later.push(setImmediate().then(nextTraceHeaders));
        return runHead();
      },
    },
  });
  const authorization = `Bearer ${TOKEN}`;
  const submit = (headers: Record<string, string>) =>
    server.request('/v1/tasks', {
      method: 'POST',
      body: '{"task":"t"}',
      headers: { authorization, ...headers },
    });
  expect((await submit({ traceparent: `00-${ID}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' })).status).toBe(
    202,
  );
  expect((await submit({})).status).toBe(202);
  const [traced, untraced] = await Promise.all(later);
  expect(traced).toEqual({
    traceparent: expect.stringMatching(`^00-${ID}-[\\da-f]{16}-01$`) as string,
    tracestate: 'vendor=1',
  });
  expect(untraced).toEqual({});
});
