import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

const GUARDED = [
  ['GET', '/v1/actions'],
  ['POST', '/v1/actions'],
  ['GET', '/v1/screenshot'],
  ['GET', '/v1/observation'],
  ['GET', '/v1/tasks'],
  ['POST', '/v1/tasks'],
  ['GET', '/v1/tasks/some-id/events'],
  ['POST', '/v1/tickets'],
  ['GET', '/v1/control'],
  ['POST', '/v1/control'],
  ['POST', '/mcp'],
  ['GET', '/metrics'],
  ['GET', '/cdp/json/version'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
  ['GET', '/demo/'],
  ['GET', '/viewer/'],
  ['GET', '/no-such-route'],
] as const;

describe('without a token', () => {
  test.each(GUARDED)('%s %s is refused', async (method, path) => {
    const response = await fetch(desktop.url + path, { method });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: 'unauthorized', hint: expect.any(String) as string },
    });
  });

  test('a wrong token is refused like none', async () => {
    const headers = { authorization: `Bearer ${desktop.token.slice(0, -1)}x` };
    expect((await fetch(`${desktop.url}/v1/actions`, { headers })).status).toBe(401);
  });

  test('the live screen cannot be opened', async () => {
    expect(await socketOutcome({})).toBe(401);
  });

  test.each([
    '/healthz',
    '/readyz',
    '/',
    '/viewer/viewer.js',
    '/viewer/viewer.css',
    '/viewer/icon.svg',
    '/favicon.ico',
  ])('%s answers', async (path) => {
    expect((await fetch(desktop.url + path)).status).toBe(200);
  });
});

describe('with the token', () => {
  const headers = () => ({ authorization: `Bearer ${desktop.token}` });

  test('a foreign origin is refused', async () => {
    const foreign = { ...headers(), origin: 'https://evil.example' };
    expect(
      (await fetch(`${desktop.url}/v1/actions`, { method: 'POST', headers: foreign, body: '{}' })).status,
    ).toBe(403);
    expect(await socketOutcome(foreign)).toBe(403);
  });

  test('an unknown route is 404 and malformed JSON 400, each with a sentence', async () => {
    const missing = await fetch(`${desktop.url}/v1/nothing`, { headers: headers() });
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: 'not_found' } });
    const broken = await fetch(`${desktop.url}/v1/actions`, {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/json' },
      body: '{"action":',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({
      error: { code: 'bad_input', message: expect.stringMatching(/JSON/) as string },
    });
  });

  test('a ticket works once', async () => {
    const link = await desktop.client.link();
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(first.headers.get('set-cookie')).not.toContain(desktop.token);
    const second = await fetch(link, { redirect: 'manual' });
    expect(second.headers.get('set-cookie')).toBeNull();
  });
});

describe('a page in the desktop’s own browser', () => {
  test.each(['/v1/actions', '/v1/screenshot', '/v1/observation', '/v1/tasks', '/v1/control'])(
    'gets nothing from %s, not even with a demo page’s cookie and the API’s own origin',
    async (path) => {
      await openDemoPage();
      await expect(
        desktop.client.perform({ action: 'goto', url: `http://127.0.0.1:6080${path}` }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      const { result } = await desktop.client.perform({ action: 'read_page' });
      expect(JSON.stringify(result)).toContain('is a service of this desktop');
      // What does not go through the browser's proxy meets the door itself.
      const request = `exec 3<>/dev/tcp/127.0.0.1/6080; printf 'GET ${path} HTTP/1.0\\r\\nhost: 127.0.0.1:6080\\r\\n\\r\\n' >&3; head -n 1 <&3`;
      expect(await desktop.run('bash', '-c', request)).toMatch(/^HTTP\/1\.1 401 /);
    },
  );

  test.each(['/vnc', '/cdp'])('cannot open %s by WebSocket', async (path) => {
    const script = `const s = new WebSocket('ws://127.0.0.1:6080${path}'); s.onopen = () => document.title = 'open'; s.onerror = () => document.title = 'refused'`;
    const url = `data:text/html,${encodeURIComponent(`<title>wait</title><script>${script}</script>`)}`;
    await desktop.client.perform({ action: 'goto', url });
    await expect.poll(title).toBe('refused');
  });

  test('cannot act blindly from another origin either', async () => {
    await desktop.client.perform({ action: 'move', x: 11, y: 22 }, { observe: 'none' });
    const script = `fetch('http://127.0.0.1:6080/v1/actions', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"action":"move","x":500,"y":500}' }).then(() => document.title = 'sent', () => document.title = 'sent')`;
    const url = `data:text/html,${encodeURIComponent(`<title>wait</title><script>${script}</script>`)}`;
    await desktop.client.perform({ action: 'goto', url });
    await expect.poll(title).toBe('sent');
    expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:11 y:22 ');
  });
});

/** Opens a demo page with a ticket, as a playbook does: its cookie is then in the browser. */
async function openDemoPage(): Promise<void> {
  const { id } = await desktop.client.tasks.submit({ playbook: 'name: open\nsteps:\n  - goto: demo:/\n' });
  for await (const { event } of desktop.client.tasks.events(id)) if (event.type === 'ended') break;
  expect(await title()).toMatch(/demo/i);
}

async function title(): Promise<string | undefined> {
  return (await desktop.client.observation()).page?.title;
}

/** The HTTP status with which a WebSocket to the live screen is refused, or `open`. */
function socketOutcome(headers: Record<string, string>): Promise<number | 'open'> {
  const socket = new WebSocket(`${desktop.url.replace('http', 'ws')}/vnc`, ['binary'], { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}
