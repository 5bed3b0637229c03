import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DesktopClient } from '../../src/client/client.ts';
import { deskhand, program } from './support/cli.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

const tag = `${process.pid}`;
const profile = `profiletest-${tag}`;
const desktops = [`prof-a-${tag}`, `prof-b-${tag}`] as const;

/** Logs in at the first visit, as a person would have: one persistent cookie and one entry of local storage. */
const SHOP = `<title>Shop</title><button style="position:fixed;left:50px;top:50px;width:300px;height:90px"
  onclick="document.cookie = 'login=ann; max-age=86400; path=/'; localStorage.setItem('basket', '3 pears'); record('saved', {})">Log in</button>
<script>record('opened', { cookie: document.cookie, basket: localStorage.getItem('basket') })</script>`;

let pages: PageServer;
let url: string;

beforeAll(async () => {
  pages = await startPageServer();
  url = pages.page('/shop', SHOP);
});

afterAll(async () => {
  for (const name of desktops) await deskhand(['down', name]);
  await program('docker', ['volume', 'rm', '--force', `deskhand-profile-${profile}`]);
  await pages[Symbol.asyncDispose]();
});

async function up(name: string, ...more: readonly string[]) {
  const ended = await deskhand([
    'up',
    name,
    '--image',
    inject('image'),
    '--allow-private',
    '*',
    '--json',
    ...more,
  ]);
  return {
    ...ended,
    client: () => new DesktopClient(JSON.parse(ended.stdout) as { url: string; token: string }),
  };
}

/** What the shop's page finds when it is opened. */
async function visit(client: DesktopClient) {
  pages.clear();
  await client.perform({ action: 'goto', url });
  const { cookie, basket } = await pages.event(({ type }) => type === 'opened', 'a visit');
  return { cookie, basket };
}

async function logIn(client: DesktopClient): Promise<void> {
  const { observation } = await client.perform({ action: 'screenshot' });
  const button = observation?.elements.find(({ name }) => name === 'Log in');
  await client.perform({ action: 'click', ref: button?.ref ?? '' });
  await pages.event(({ type }) => type === 'saved', 'the login');
}

test('a login by hand is there again in the next desktop with that profile, and in no other one', async () => {
  const [first, second] = desktops;
  const started = await up(first, '--profile', profile);
  expect(started.exitCode, started.stderr).toBe(0);
  expect(await visit(started.client())).toEqual({ cookie: '', basket: null });
  await logIn(started.client());

  const refused = await up(second, '--profile', profile);
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'busy', message: `The profile "${profile}" is in use by the desktop ${first}.` },
  });
  expect((await deskhand(['ps', '--json'])).stdout).not.toContain(second);
  const busy = await deskhand(['profiles', 'remove', profile]);
  expect(busy.stderr).toContain('in use');

  expect((await deskhand(['down', first])).exitCode).toBe(0);
  const again = await up(second, '--profile', profile);
  expect(again.exitCode, again.stderr).toBe(0);
  expect(await visit(again.client())).toEqual({ cookie: 'login=ann', basket: '3 pears' });

  const plain = await up(first);
  expect(plain.exitCode, plain.stderr).toBe(0);
  expect(await visit(plain.client())).toEqual({ cookie: '', basket: null });
  await deskhand(['down', first, second]);
  const listed = JSON.parse((await deskhand(['profiles', '--json'])).stdout) as { name: string }[];
  expect(listed.map(({ name }) => name)).toContain(profile);
  expect((await deskhand(['profiles', 'remove', profile])).exitCode).toBe(0);
  const left = JSON.parse((await deskhand(['profiles', '--json'])).stdout) as { name: string }[];
  expect(left.map(({ name }) => name)).not.toContain(profile);
});

test('a profile volume that is mounted by hand takes one desktop too, whatever started it', async () => {
  const volume = `deskhand-profile-hand-${tag}`;
  const run = (name: string, detach: boolean) =>
    program('docker', [
      'run',
      ...(detach ? ['-d'] : []),
      '--name',
      name,
      '-v',
      `${volume}:/home/desk/profile`,
      inject('image'),
    ]);
  const [first, second] = [`profile-hand-a-${tag}`, `profile-hand-b-${tag}`];
  try {
    expect((await run(first, true)).exitCode).toBe(0);
    await expect
      .poll(async () => (await program('docker', ['logs', first])).stderr, { timeout: 30_000 })
      .toMatch(/Watch it at/);
    const { exitCode, stderr } = await run(second, false);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('in use by another desktop');
    // A killed desktop has left its lock behind; the next one takes it over.
    await program('docker', ['rm', '--force', first, second]);
    expect((await run(first, true)).exitCode).toBe(0);
    await expect
      .poll(async () => (await program('docker', ['logs', first])).stderr, { timeout: 30_000 })
      .toMatch(/Watch it at/);
  } finally {
    await program('docker', ['rm', '--force', '--volumes', first, second]);
    await program('docker', ['volume', 'rm', '--force', volume]);
  }
});

test('cookies go in and out over HTTP where the desktop was started so, and its log is JSON where that was asked for', async () => {
  const [name] = desktops;
  const { client, exitCode, stderr, stdout } = await up(name, '--allow-cookies', '--log-format', 'json');
  expect(exitCode, stderr).toBe(0);
  const { url: api, token } = JSON.parse(stdout) as { url: string; token: string };
  const headers = { authorization: `Bearer ${token}` };
  const domain = new URL(url).hostname;
  const body = JSON.stringify({
    cookies: [{ name: 'login', value: 'carried-over', domain, path: '/', expires: -1 }],
    origins: [],
  });
  const put = await fetch(`${api}/v1/cookies`, { method: 'PUT', headers, body });
  expect(await put.json()).toEqual({ cookies: 1, origins_left_out: 0 });
  expect((await visit(client())).cookie).toBe('login=carried-over');
  await logIn(client());
  const state = (await (await fetch(`${api}/v1/cookies`, { headers })).json()) as { cookies: unknown[] };
  expect(state.cookies).toContainEqual(expect.objectContaining({ name: 'login', value: 'ann', domain }));
  const bad = JSON.stringify({ cookies: [{ name: '__Host-x', value: '1', domain, sameSite: 'None' }] });
  expect((await fetch(`${api}/v1/cookies`, { method: 'PUT', headers, body: bad })).status).toBe(422);
  const { stdout: log } = await deskhand(['logs', name]);
  const lines = log.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('message');
  expect(log).not.toContain('carried-over');
  await deskhand(['down', name]);
});
