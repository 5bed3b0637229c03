import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nextTraceparent } from '../../../src/base/trace.ts';
import { runHead, startServer, TOKEN } from './support/test-server.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

test('a task runs in the trace of the request that started it, also after the answer', async () => {
  const later: Promise<string | undefined>[] = [];
  await using server = await startServer({
    tasks: {
      submit: async () => {
        later.push(setImmediate().then(nextTraceparent));
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
  expect((await submit({ traceparent: `00-${ID}-00f067aa0ba902b7-01` })).status).toBe(202);
  expect((await submit({})).status).toBe(202);
  const [traced, untraced] = await Promise.all(later);
  expect(traced).toMatch(new RegExp(`^00-${ID}-[\\da-f]{16}-01$`));
  expect(untraced).toBeUndefined();
});
