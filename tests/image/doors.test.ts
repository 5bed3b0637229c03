import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

let desktop: TestDesktop;
const headers = () => ({ authorization: `Bearer ${desktop.token}` });

beforeAll(async () => {
  desktop = await startDesktop({ env: { LOG_FORMAT: 'json', VNC_PASSWORD: 'longer-than-eight' } });
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

test.each(['/openapi.json', '/docs', '/metrics', '/mcp', '/cdp/json/version', '/cdp/json/list'])(
  '%s is shut without the token',
  async (path) => {
    expect((await fetch(desktop.url + path)).status).toBe(401);
  },
);

test('a page in the desktop’s own browser gets nothing from the newer doors either', async () => {
  const script = `
    const said = [];
    for (const path of ['/mcp', '/cdp/json/version', '/metrics', '/openapi.json'])
      said.push(await fetch('http://127.0.0.1:6080' + path, { mode: 'no-cors', credentials: 'include' }).then((r) => r.type + r.status, () => 'refused'));
    said.push(await new Promise((done) => { const s = new WebSocket('ws://127.0.0.1:6080/cdp'); s.onopen = () => done('open'); s.onerror = () => done('shut') }));
    document.title = said.join(' ')`;
  const url = `data:text/html,${encodeURIComponent(`<title>wait</title><script type=module>${script}</script>`)}`;
  await desktop.client.perform({ action: 'goto', url });
  await expect
    .poll(async () => (await desktop.client.observation()).page?.title, { timeout: 10_000 })
    .toMatch(/^((opaque0|refused) ){4}shut$/);
});

/** The lines of our own. */
async function metrics(): Promise<string[]> {
  const text = await (await fetch(`${desktop.url}/metrics`, { headers: headers() })).text();
  return text.split('\n').filter((line) => /^deskhand_(?!runner)/.test(line));
}

describe('metrics', () => {
  test('count what was done, whichever door it came through', async () => {
    await desktop.client.perform({ action: 'move', x: 1, y: 1 });
    await desktop.client.perform({ action: 'move', x: 2, y: 2 });
    const call = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'computer_move', arguments: { x: 3, y: 3 } },
    };
    const answer = await fetch(`${desktop.url}/mcp`, {
      method: 'POST',
      headers: {
        ...headers(),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(call),
    });
    expect(await answer.text()).toContain('image/jpeg');
    const counted = await metrics();
    expect(counted).toContain('deskhand_actions_total{action="move",result="ok"} 3');
    expect(counted).toContain('deskhand_process_restarts_total{process="chromium"} 0');
    expect(counted).not.toContain('deskhand_settle_seconds_count 0');
  });

  test('count what is inside of a batch, and nothing about settling where nobody waited for it', async () => {
    const before = (await metrics()).find((line) => line.startsWith('deskhand_settle_seconds_count'));
    const actions = [
      { action: 'mouse_down', x: 5, y: 5 },
      { action: 'mouse_up', x: 5, y: 5 },
    ] as const;
    await desktop.client.perform({ action: 'batch', actions: [...actions] }, { observe: 'now' });
    const counted = await metrics();
    for (const action of ['batch', 'mouse_down', 'mouse_up'])
      expect(counted).toContain(`deskhand_actions_total{action="${action}",result="ok"} 1`);
    expect(counted).toContain(before);
  });

  test('count a restart', async () => {
    await desktop.run('pkill', '-9', '-o', 'chromium');
    await expect
      .poll(metrics, { timeout: 20_000 })
      .toContain('deskhand_process_restarts_total{process="chromium"} 1');
  });
});

test('the log is JSON, one object a line, with no secret in it, and says what VNC makes of a long password', async () => {
  const { stdout, stderr } = await program('docker', ['logs', desktop.container.getId()]);
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JSON.parse(line) as { level: string; message: string });
  expect(entries.map(({ message }) => message)).toContain('the desktop is ready');
  expect(entries.find(({ message }) => message.includes('first 8 characters'))?.level).toBe('warn');
  expect(stdout + stderr).not.toContain('longer-than');
  expect(stdout + stderr).not.toContain(desktop.token);
});

test('with a token of its own every line of the log is JSON, the one with the link too', async () => {
  const env = { DESKHAND_TOKEN: '', LOG_FORMAT: 'json' };
  await using random = await startDesktop({ env });
  const linesOf = async () => {
    const { stdout, stderr } = await program('docker', ['logs', random.container.getId()]);
    return `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '');
  };
  const linkOf = (lines: readonly string[]) =>
    lines.map((line) => (JSON.parse(line) as { link?: string }).link).find((each) => each !== undefined);
  await expect.poll(async () => linkOf(await linesOf()), { timeout: 20_000 }).toMatch(/#token=[\w-]{20,}$/);
  const lines = await linesOf();
  const link = new URL(linkOf(lines) ?? '');
  expect(lines.filter((line) => line.includes(link.hash))).toEqual([
    expect.stringContaining(`Watch it at ${link.href}`),
  ]);
  const authorization = `Bearer ${link.hash.slice('#token='.length)}`;
  expect((await fetch(`${random.url}/v1/actions`, { headers: { authorization } })).status).toBe(200);
});

test('what stops the start is a line of JSON, too', async () => {
  await using broken = await startDesktop({
    env: { DESKHAND_LOG_FORMAT: 'json', RESOLUTION: 'wide' },
    wait: false,
  });
  await program('docker', ['wait', broken.container.getId()]);
  const { stdout, stderr } = await program('docker', ['logs', broken.container.getId()]);
  // Its restart policy may have had it try again.
  const entries = (stdout + stderr)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  for (const entry of entries) expect(entry).toMatchObject({ level: 'error', code: 'bad_input' });
  expect(entries).not.toEqual([]);
});

test('a misspelt permission stops the start', async () => {
  await using broken = await startDesktop({ env: { DESKHAND_PERMISSIONS: 'raed' }, wait: false });
  const { stdout } = await program('docker', ['wait', broken.container.getId()]);
  const { stderr } = await program('docker', ['logs', broken.container.getId()]);
  expect(stdout).toBe('2');
  expect(stderr).toContain('Did you mean "read"?');
});

test('what is not permitted is shut at every door', async () => {
  await using narrow = await startDesktop({ env: { DESKHAND_PERMISSIONS: 'read' } });
  await expect(narrow.client.perform({ action: 'click', x: 1, y: 1 })).rejects.toMatchObject({
    code: 'bad_input',
  });
  await narrow.client.perform({ action: 'screenshot' });
  const cdp = await fetch(`${narrow.url}/cdp/json/version`, {
    headers: { authorization: `Bearer ${narrow.token}` },
  });
  expect(cdp.status).toBe(403);
});
