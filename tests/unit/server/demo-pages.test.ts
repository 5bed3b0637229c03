import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawRequest } from './support/raw-request.ts';
import { startServer } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

let server: TestServer;
beforeEach(async () => void (server = await startServer()));
afterEach(() => server[Symbol.asyncDispose]());

describe('the demo pages', () => {
  const open = (path: string, cookie = '') =>
    fetch(server.url + path, { redirect: 'manual', headers: { cookie } });

  async function demoCookie(): Promise<string> {
    const { ticket } = server.access.tickets.issue('demo');
    const response = await open(`/demo/form/?step=1&ticket=${ticket}`);
    expect(response.headers.get('location')).toBe('/demo/form/?step=1');
    expect(response.headers.get('set-cookie')).toContain('Path=/demo;');
    return response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  test('open with a ticket, folders by their index page', async () => {
    const cookie = await demoCookie();
    expect(await (await open('/demo/form/', cookie)).text()).toBe('<title>form</title>');
    expect((await open('/demo/form', cookie)).headers.get('location')).toBe('/demo/form/');
    expect((await open('/demo', cookie)).headers.get('location')).toBe('/demo/');
  });

  test('and their cookie opens nothing else', async () => {
    const cookie = await demoCookie();
    for (const path of ['/v1/tasks', '/v1/screenshot', '/v1/session'])
      expect((await open(path, cookie)).status).toBe(401);
    const disguised = cookie.replace('deskhand_demo', `deskhand_session_${new URL(server.url).port}`);
    expect((await open('/v1/tasks', disguised)).status).toBe(401);
  });

  test.each([
    '/demo/..%2fsecret.txt',
    '/demo/%2e%2e/secret.txt',
    '/demo/../secret.txt',
    '/demo/form/..%2f..%2fsecret.txt',
    '/demo/%00',
    '/demo/%zz',
    '/demo//etc/passwd',
  ])('%s leads nowhere', async (path) => {
    const cookie = await demoCookie();
    const answer = await rawRequest(
      server.url,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${new URL(server.url).port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 40[014] /);
    expect(answer).not.toContain('secret\r\n');
    expect(answer).not.toContain('root:');
  });
});
