import { expect, test } from 'vitest';
import { cookieSchema } from '../../../src/browser/cookies.ts';
import type { StoredCookie } from '../../../src/browser/cookies.ts';
import { startServer, TOKEN } from './support/test-server.ts';

const put = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'PUT',
  headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  body: JSON.stringify(body),
});

function jar() {
  const stored: StoredCookie[] = [];
  return {
    stored,
    cookies: {
      schema: cookieSchema,
      read: async () => stored,
      write: async (cookies: readonly StoredCookie[]) => void stored.push(...cookies),
    },
  };
}

test('cookies are neither given out nor taken unless the desktop was started with them', async () => {
  await using server = await startServer();
  for (const init of [{}, put({ cookies: [] })]) {
    const response = await server.request('/v1/cookies', init);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { code: 'forbidden', hint: expect.stringContaining('--allow-cookies') },
    });
  }
});

test('a viewer’s session does not get them', async () => {
  await using server = await startServer({ cookies: jar().cookies });
  const session = await server.request('/v1/session', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await server.request('/v1/cookies', { headers: { cookie } })).status).toBe(403);
});

test('Playwright’s file goes in with its defaults and comes out again; local storage is said to be left out', async () => {
  const { stored, cookies } = jar();
  await using server = await startServer({ cookies });
  const given = { name: 'sid', value: '1', domain: 'shop.example' };
  const answer = await server.request('/v1/cookies', put({ cookies: [given], origins: [{}, {}] }));
  expect(await answer.json()).toEqual({ cookies: 1, origins_left_out: 2 });
  const whole = { ...given, path: '/', expires: -1, httpOnly: false, secure: false, sameSite: 'Lax' };
  expect(stored).toEqual([whole]);
  expect(await (await server.request('/v1/cookies')).json()).toEqual({ cookies: [whole], origins: [] });
});

test('a cookie that is none is refused by its place, and nothing is set', async () => {
  const { stored, cookies } = jar();
  await using server = await startServer({ cookies });
  const response = await server.request('/v1/cookies', put({ cookies: [{ name: 'a', value: 'b' }] }));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('domain') } });
  expect(stored).toEqual([]);
});
