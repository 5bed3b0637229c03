import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { runHead, startServer, TOKEN } from './support/test-server.ts';
import type { Fakes, TestServer } from './support/test-server.ts';

let server: TestServer;
beforeEach(async () => void (server = await startServer()));
afterEach(() => server[Symbol.asyncDispose]());

async function restart(fakes: Fakes): Promise<void> {
  await server[Symbol.asyncDispose]();
  server = await startServer(fakes);
}

const post = (body: unknown) => ({
  method: 'POST',
  headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('POST /v1/tasks/{id}/confirm', () => {
  test('hands the decision on, with the number of the act that is meant', async () => {
    const decided: unknown[] = [];
    await restart({
      tasks: {
        confirm: (...given) => {
          decided.push(given);
          return runHead();
        },
      },
    });
    expect((await server.request('/v1/tasks/r1/confirm', post({ allow: true, number: 2 }))).status).toBe(200);
    expect((await server.request('/v1/tasks/r1/confirm', post({ allow: false }))).status).toBe(200);
    expect(decided).toEqual([
      ['r1', true, 2],
      ['r1', false, undefined],
    ]);
  });

  test.each([{}, { allow: 'yes' }, { allow: 1 }, { allow: true, number: 0 }, { allow: true, always: true }])(
    '%j is no decision',
    async (body) => {
      const response = await server.request('/v1/tasks/r1/confirm', post(body));
      expect(response.status).toBe(400);
    },
  );
});

describe('POST /v1/actions', () => {
  test('hands name and parameters to the executor and answers in the contract’s form', async () => {
    const response = await server.request(
      '/v1/actions',
      post({ action: 'click', x: 0, y: 4, observe: 'none' }),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ok: true,
      result: null,
      observation: null,
      timings: { act_ms: 0.12, settle_ms: 0, frame_ms: 0 },
    });
    expect(server.performed).toEqual([{ action: 'click', x: 0, y: 4, observe: 'none' }]);
  });

  test('waits for the screen unless told otherwise', async () => {
    await server.request('/v1/actions', post({ action: 'click', x: 1, y: 1 }));
    expect(server.performed[0]?.['observe']).toBe('settled');
  });

  test.each<[string, string | object, number, RegExp]>([
    ['no action', { x: 1 }, 400, /action: .*got nothing/],
    ['an action that is no name', { action: 7 }, 400, /action: .*got "7"/],
    ['an unknown observe', { action: 'click', observe: 'later' }, 400, /observe/],
    ['cut JSON', '{"action":', 400, /JSON/],
    ['a list', '[1]', 400, /JSON object/],
    ['an empty body', '', 400, /action/],
    ['too much', { action: 'type', text: 'x'.repeat(8 * 1024 * 1024) }, 413, /larger than/],
  ])('%s is refused with a sentence', async (_, body, status, message) => {
    const response = await server.request('/v1/actions', post(body));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringMatching(message) as string },
    });
    expect(server.performed).toEqual([]);
  });

  test('the longest text that an action takes fits, even where JSON has an escape for each character', async () => {
    const text = '\u0001'.repeat(1_000_000);
    const response = await server.request('/v1/actions', post({ action: 'clipboard_write', text }));
    expect(response.status).toBe(200);
    expect(server.performed).toMatchObject([{ action: 'clipboard_write', text }]);
  });

  test.each([
    ['its length is declared', 'content-length: 100'],
    ['it comes in chunks', 'transfer-encoding: chunked'],
  ])('a client that breaks its body off is no fault of the server’s, where %s', async (_, header) => {
    const lines: { level: string; message: string }[] = [];
    const note = (level: string) => (message: string) => void lines.push({ level, message });
    await restart({
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    const start = header.endsWith('chunked') ? '5\r\n{"act\r\n' : '{"act';
    const head = `POST /v1/actions HTTP/1.1\r\nhost: deskhand\r\nauthorization: Bearer ${TOKEN}\r\n`;
    socket.write(
      `${head}content-type: application/json\r\nexpect: 100-continue\r\n${header}\r\n\r\n${start}`,
    );
    // The server asks for the body: its handler is at work.
    await once(socket, 'data');
    socket.destroy();
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    expect(lines).toEqual([{ level: 'debug', message: expect.stringContaining('broken off') as string }]);
    expect(server.performed).toEqual([]);
  });

  test('a body without a length is limited too', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const body = Readable.toWeb(Readable.from(Array.from({ length: 140 }, () => chunk))) as ReadableStream;
    const init = { ...post(''), body, duplex: 'half' } as RequestInit;
    expect((await server.request('/v1/actions', init)).status).toBe(413);
  });

  test.each([
    ['human_in_control', 403],
    ['stale_ref', 409],
    ['action_failed', 422],
    ['not_ready', 503],
  ] as const)('an executor’s %s answers %i with code, message and hint', async (code, status) => {
    const perform = () => Promise.reject(new DeskhandError(code, 'Why.', { hint: 'What to do.' }));
    await restart({ perform });
    const response = await server.request('/v1/actions', post({ action: 'click' }));
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code, message: 'Why.', hint: 'What to do.' } });
  });

  test('a client that goes away cancels its action', async () => {
    const started = Promise.withResolvers<AbortSignal>();
    await restart({
      perform: (_, signal) =>
        new Promise((_resolve, reject) => {
          started.resolve(signal);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    const client = new AbortController();
    const request = server.request('/v1/actions', { ...post({ action: 'drag' }), signal: client.signal });
    const signal = await started.promise;
    client.abort();
    await expect(request).rejects.toThrow(/abort/i);
    await expect.poll(() => signal.aborted).toBe(true);
  });
});

describe('GET /v1/screenshot', () => {
  test('answers the picture’s bytes', async () => {
    const response = await server.request('/v1/screenshot?format=png&region=0,0,2,1');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-settled')).toBe('true');
    expect(await response.text()).toBe('picture');
  });

  test.each([
    'format=gif',
    'quality=0',
    'scale=2',
    'region=1,2,3',
    'region=-1,0,5,5',
    'region=0,0,0,5',
    'colour=red',
  ])('%s is refused by name', async (query) => {
    const response = await server.request(`/v1/screenshot?${query}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error.message).toContain(query.split('=')[0]);
  });
});

test('a desktop that is starting answers 503 and when to come back', async () => {
  const response = await server.request('/v1/observation');
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
});

test.each([
  ['ok', 200],
  ['starting', 503],
  ['degraded', 503],
] as const)('health %s answers %i, without a token', async (status, code) => {
  await restart({
    health: () => ({
      status,
      sandbox: 'off',
      display: ':99',
      processes: [{ name: 'xvfb', state: 'ready', restarts: 2 }],
    }),
  });
  const response = await fetch(`${server.url}/healthz`);
  expect(response.status).toBe(code);
  expect(await response.json()).toMatchObject({
    status,
    sandbox: 'off',
    processes: [{ name: 'xvfb', restarts: 2 }],
  });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(code);
});

test.each([
  ['GET', '/v1/nothing'],
  ['DELETE', '/v1/actions'],
  ['PUT', '/v1/tasks'],
])('%s %s does not exist, and the answer says so in the usual form', async (method, path) => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await server.request(path, { method, headers });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { code: 'not_found', message: `There is no ${method} ${path}.` },
  });
});

test('every answer carries the security headers, errors and pages too', async () => {
  const authorization = `Bearer ${TOKEN}`;
  const own = { headers: { authorization } };
  const mcp = { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{}' };
  const none = {};
  for (const [path, init] of [
    ['/', none],
    ['/healthz', none],
    ['/v1/nothing', none],
    ['/v1/screenshot', own],
    ['/docs', own],
    ['/mcp', mcp],
  ] as const) {
    // prettier-ignore
    const { headers } = await server.request(path, init);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('control changes hands over HTTP', async () => {
  const set = async (holder: string) => (await server.request('/v1/control', post({ holder }))).json();
  expect(await (await server.request('/v1/control')).json()).toEqual({
    holder: 'agent',
    yours: false,
    last_handover: null,
  });
  expect(await set('human')).toMatchObject({ holder: 'human', yours: true });
  expect(await set('agent')).toMatchObject({ holder: 'agent', yours: false, last_handover: { seconds: 0 } });
  expect((await server.request('/v1/control', post({ holder: 'nobody' }))).status).toBe(400);
});

test('a run’s file comes with its type, and cannot reach the API from where it is shown', async () => {
  const openFile = async () => ({ stream: Readable.from(['<p>report']), size: 9 });
  await restart({ tasks: { get: async () => runHead(), openFile } });
  const response = await server.request('/v1/tasks/r1/files/report.html');
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toMatch(/^sandbox/);
  expect(await response.text()).toBe('<p>report');
});
