import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawRequest } from './support/raw-request.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

let server: TestServer;
beforeEach(async () => void (server = await startServer()));
afterEach(() => server[Symbol.asyncDispose]());

/** A session's cookie, as the viewer gets it. */
async function sessionCookie(): Promise<string> {
  const response = await server.request('/v1/session', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('without credentials', () => {
  test.each(['/v1/actions', '/v1/screenshot', '/v1/tasks', '/v1/control', '/demo/', '/nothing', '/v1'])(
    '%s is refused',
    async (path) => {
      const response = await fetch(server.url + path);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
    },
  );
});

const PUBLIC = new Set([
  '/healthz',
  '/readyz',
  '/',
  '/viewer/viewer.js',
  '/viewer/viewer.css',
  '/viewer/icon.svg',
  '/favicon.ico',
]);

test('every route but the probes and the viewer’s own files is refused', async () => {
  const { routes } = server.server.app.hono;
  const every = new Set(
    routes.filter(({ method }) => method !== 'ALL').map(({ path, method }) => `${method} ${path}`),
  );
  expect([...PUBLIC].filter((path) => !every.has(`GET ${path}`))).toEqual([]);
  expect(every.size).toBeGreaterThan(30);
  const open: string[] = [];
  for (const route of every) {
    const [method = '', path = ''] = route.split(' ');
    const url = server.url + path.replaceAll(/:\w+(\{[^}]*\})?|\*/g, 'x');
    const response = await fetch(url, { method, redirect: 'manual' });
    await response.arrayBuffer();
    if (response.status !== 401) open.push(path);
  }
  expect(new Set(open)).toEqual(PUBLIC);
});

test('a client with too many wrong tokens is told in seconds when to come back, by header and by words', async () => {
  const wrong = () => fetch(`${server.url}/v1/actions`, { headers: { authorization: 'Bearer wrong' } });
  let response = await wrong();
  while (response.status === 401) response = await wrong();
  const { error } = (await response.json()) as { error: { hint: string } };
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe(/Try again in (\d+) s/.exec(error.hint)?.[1]);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(1);
});

describe('other sites', () => {
  test('a foreign host name is refused, the token notwithstanding', async () => {
    const answer = await rawRequest(
      server.url,
      `GET /v1/actions HTTP/1.1\r\nHost: evil.com\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    expect(answer).toContain('DESKHAND_ALLOWED_HOSTS');
  });

  test('a name that was allowed is not', async () => {
    const answer = await rawRequest(
      server.url,
      `GET /v1/actions HTTP/1.1\r\nHost: deskhand:6080\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  test('a probe may use any host name, and learns the status alone under one that is not ours', async () => {
    const ask = (host: string) =>
      rawRequest(server.url, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await ask('evil.com')).toMatch(/^HTTP\/1.1 200 [^]*\r\n\r\n\{"status":"ok"\}$/);
    expect(await ask('deskhand:6080')).toContain('"processes"');
    expect(await ask('127.0.0.1:6080')).toContain('"processes"');
  });

  test('a foreign origin may not change anything, and a session may not without any', async () => {
    const cookie = await sessionCookie();
    const control = (origin?: string) =>
      server.request('/v1/control', {
        method: 'POST',
        headers: { cookie, ...(origin === undefined ? {} : { origin }) },
        body: '{"holder":"human"}',
      });
    expect((await control('http://127.0.0.1:3000')).status).toBe(403);
    expect((await control('null')).status).toBe(403);
    expect((await control()).status).toBe(403);
    expect((await control(server.url)).status).toBe(200);
  });
});

describe('sessions', () => {
  test('come from the token, look like nothing else and are shut off from scripts', async () => {
    const response = await server.request('/v1/session', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain(TOKEN);
  });

  test('may look, but neither act nor start tasks nor make tickets', async () => {
    const cookie = await sessionCookie();
    expect((await server.request('/v1/tasks', { headers: { cookie } })).status).toBe(200);
    for (const path of ['/v1/actions', '/v1/tasks', '/v1/tickets', '/v1/session']) {
      const response = await server.request(path, {
        method: 'POST',
        headers: { cookie, origin: server.url },
        body: '{}',
      });
      expect(response.status).toBe(403);
    }
  });

  test('come from a ticket once; a used one leads to the page that says so', async () => {
    const { ticket } = (await (
      await server.request('/v1/tickets', { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
    ).json()) as { ticket: string };
    const first = await fetch(`${server.url}/?ticket=${ticket}`, { redirect: 'manual' });
    expect(first.headers.get('location')).toBe('/');
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await server.request('/v1/session', { headers: { cookie } })).status).toBe(200);
    const second = await fetch(`${server.url}/?ticket=${ticket}`, { redirect: 'manual' });
    expect(second.headers.get('location')).toBe('/#expired');
    expect(second.headers.get('set-cookie')).toBeNull();
  });
});
