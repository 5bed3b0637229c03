import { mkdtemp, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { DesktopClient } from '../../src/client/client.ts';
import { finish, scriptBrain, startFakeXai } from '../fixtures/fake-xai/index.ts';
import { program } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

const TOKEN = 'a-token-for-the-compose-test';
let tokenFile: string;

beforeAll(async () => {
  tokenFile = join(await mkdtemp(join(tmpdir(), 'deskhand-')), 'token');
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o644 });
});

/** `docker compose` in a project of its own, of which nothing is left after the test. */
function project(name: string, more: Readonly<Record<string, string>> = {}) {
  const env = {
    COMPOSE_PROJECT_NAME: `deskhand-test-${process.pid}-${name}`,
    DESKHAND_IMAGE: inject('image'),
    DESKHAND_TOKEN_FILE: tokenFile,
    DESKHAND_PORT: '0',
    DESKHAND_MEMORY: '2g',
    ...more,
  };
  const compose = (...args: readonly string[]): Promise<Ended> =>
    // Naming a service opens its profile; without one only what has none may start.
    program('docker', ['compose', ...(args[0] === 'up' ? [] : ['--profile', '*']), ...args], { env });
  onTestFinished(async () => {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '3');
  });
  return compose;
}

type Compose = ReturnType<typeof project>;

async function succeed(ending: Promise<Ended>): Promise<string> {
  const { exitCode, stdout, stderr } = await ending;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stderr}\n${stdout}`);
  return stdout.trim();
}

async function up(compose: Compose, ...services: readonly string[]): Promise<void> {
  await succeed(compose('up', '--wait', '--wait-timeout', '90', ...services));
}

/** Removes a service's containers as `down` does, but with their anonymous volumes, which that would leave on the disk. */
async function removeContainers(compose: Compose, service: string): Promise<void> {
  await succeed(compose('rm', '--stop', '--force', '--volumes', service));
}

/** The desktop behind a service's published port. */
async function client(compose: Compose, service: string, index = 1): Promise<DesktopClient> {
  const address = await succeed(compose('port', '--index', String(index), service, '6080'));
  expect(address).toMatch(/^127\.0\.0\.1:/);
  const found = new DesktopClient({ url: `http://${address}`, token: TOKEN });
  while (!(await found.isReady())) await sleep(50);
  return found;
}

/** How Docker runs every container of the project. */
async function hostConfigs(compose: Compose): Promise<readonly unknown[]> {
  const ids = (await succeed(compose('ps', '-q'))).split('\n');
  const text = await succeed(program('docker', ['inspect', '--format', '{{json .HostConfig}}', ...ids]));
  return text.split('\n').map((line) => JSON.parse(line) as unknown);
}

const HARDENED = {
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  CapAdd: null,
  Privileged: false,
  SecurityOpt: expect.arrayContaining([
    expect.stringMatching(/^no-new-privileges/),
    expect.stringMatching(/^seccomp=\{.*chroot/s),
  ]) as string[],
  PidsLimit: expect.any(Number) as number,
  Memory: expect.any(Number) as number,
};

test('docker compose up --wait gives a working desktop with the same hardening as the CLI', async () => {
  const compose = project('desktop');
  await up(compose);
  expect(await succeed(compose('ps', '--services'))).toBe('desktop');
  const desktop = await client(compose, 'desktop');
  expect(await desktop.health()).toMatchObject({ status: 'ok', sandbox: 'on' });
  expect(await hostConfigs(compose)).toEqual([expect.objectContaining(HARDENED)]);
});

test('task does a playbook, ends with its exit code, and its record stays in a volume', async () => {
  const compose = project('task');
  const done = await compose('run', '--rm', '-T', 'task');
  expect(done, done.stderr).toMatchObject({ exitCode: 0 });
  expect(done.stdout).not.toBe('');
  const volume = `deskhand-test-${process.pid}-task_runs:/runs:ro`;
  const list = [
    'run',
    '--rm',
    '-v',
    volume,
    '--entrypoint',
    'find',
    inject('image'),
    '/runs',
    '-name',
    'report.html',
  ];
  expect(await succeed(program('docker', list))).toMatch(/^\/runs\/[^/]+\/report\.html$/);
  const wrong = await compose('run', '--rm', '-T', 'task', 'run', '/examples/none.yaml');
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
});

test('kept has the same home after it was removed and made again', async () => {
  const compose = project('kept');
  const write = 'echo "mine" >/home/desk/downloads/note';
  await up(compose, 'kept');
  expect(await hostConfigs(compose)).toEqual([expect.objectContaining(HARDENED)]);
  await succeed(compose('exec', '-T', 'kept', 'sh', '-c', write));
  await removeContainers(compose, 'kept');
  await up(compose, 'kept');
  await client(compose, 'kept');
  expect(await succeed(compose('exec', '-T', 'kept', 'cat', '/home/desk/downloads/note'))).toBe('mine');
});

/** Logs in where there is no login yet: one cookie that lasts a day. */
const SHOP = `<title>Shop</title><script>
  const before = document.cookie;
  if (location.search === '?login') document.cookie = 'login=ann; max-age=86400';
  record('opened', { before });
</script>`;

/** What a shop's page finds of a login when it is opened, and then logs in where it is asked to. */
async function visit(pages: PageServer, desktop: DesktopClient, search = ''): Promise<unknown> {
  pages.clear();
  await desktop.perform({ action: 'goto', url: pages.page(`/shop${search}`, SHOP) });
  return (await pages.event(({ type }) => type === 'opened', 'a visit'))['before'];
}

test('kept has a login of right before the stop when it is started again, and when it was removed and made again', async () => {
  await using pages = await startPageServer();
  const compose = project('login', { ALLOWED_PRIVATE_HOSTS: '*' });
  await up(compose, 'kept');
  expect(await visit(pages, await client(compose, 'kept'), '?login')).toBe('');
  await succeed(compose('stop', 'kept'));
  await succeed(compose('start', 'kept'));
  expect(await visit(pages, await client(compose, 'kept'))).toBe('login=ann');
  await removeContainers(compose, 'kept');
  await up(compose, 'kept');
  expect(await visit(pages, await client(compose, 'kept'))).toBe('login=ann');
}, 180_000);

test('of desktop nothing survives where the documentation says so', async () => {
  await using pages = await startPageServer();
  const compose = project('renewed', { ALLOWED_PRIVATE_HOSTS: '*' });
  const volumes = async () => {
    const id = await succeed(compose('ps', '--all', '--quiet', 'desktop'));
    const inspect = ['inspect', '--format', '{{range .Mounts}}{{.Name}} {{end}}', id];
    return (await succeed(program('docker', inspect))).split(' ').filter((name) => name.length === 64);
  };
  const left = async (names: readonly string[]) =>
    (await succeed(program('docker', ['volume', 'ls', '--quiet'])))
      .split('\n')
      .filter((name) => names.includes(name));
  await up(compose);
  await visit(pages, await client(compose, 'desktop'), '?login');
  const first = await volumes();
  expect(first).toHaveLength(2);

  // What the documentation warns of: the next container has the volumes of the one before.
  await succeed(compose('up', '--wait', '--force-recreate'));
  expect((await volumes()).toSorted()).toEqual(first.toSorted());
  await succeed(compose('up', '--wait', '--force-recreate', '--renew-anon-volumes'));
  const second = await volumes();
  expect(second.filter((name) => first.includes(name))).toEqual([]);
  expect(await visit(pages, await client(compose, 'desktop'))).toBe('');

  await succeed(compose('rm', '--stop', '--force', '--volumes', 'desktop'));
  expect(await left(second)).toEqual([]);
  await up(compose);
  const third = await volumes();
  await succeed(compose('down', '--volumes'));
  expect(await left(third)).toEqual([]);
  await program('docker', ['volume', 'rm', '--force', ...first]);
}, 180_000);

test('task does a task with the key of a file, which no configuration of the container holds', async () => {
  const xai = await startFakeXai({ hostname: '0.0.0.0', brain: scriptBrain([() => finish('Seen.')]) });
  onTestFinished(() => xai.close());
  const keyFile = join(dirname(tokenFile), 'key');
  await writeFile(keyFile, `${xai.key}\n`, { mode: 0o644 });
  const compose = project('key', { XAI_API_KEY_FILE: keyFile, XAI_API_KEY: '' });
  const base = `XAI_BASE_URL=${new URL(new URL(xai.url).pathname, `http://host.docker.internal:${new URL(xai.url).port}`).href}`;
  const done = await compose('run', '-T', '-e', base, 'task', 'run', 'Say what you see.');
  expect(done, done.stderr).toMatchObject({ exitCode: 0, stdout: 'Seen.' });
  expect(xai.requests).toHaveLength(1);
  const ids = await succeed(compose('ps', '--all', '--quiet'));
  const configuration = await succeed(program('docker', ['inspect', ...ids.split('\n')]));
  expect(configuration).toContain('XAI_API_KEY_FILE=/run/secrets/xai_api_key');
  expect(configuration).not.toContain(xai.key);
});

test('several gives each desktop a port of the range, as many as --scale says', async () => {
  const compose = project('several', { DESKHAND_DESKTOPS: '1', DESKHAND_PORTS: '36080-36179' });
  await up(compose, '--scale', 'several=2', 'several');
  const desktops = [await client(compose, 'several', 1), await client(compose, 'several', 2)];
  for (const [i, desktop] of desktops.entries())
    await desktop.perform({ action: 'goto', url: `data:text/html,<title>desktop ${i}` });
  const seen = await Promise.all(desktops.map((desktop) => desktop.perform({ action: 'wait', ms: 1 })));
  expect(seen.map(({ observation }) => observation?.page?.title)).toEqual(['desktop 0', 'desktop 1']);
  expect(await succeed(compose('port', '--index', '1', 'several', '6080'))).toMatch(/:36(0[89]|1[0-7])\d$/);
  expect(await hostConfigs(compose)).toEqual([
    expect.objectContaining(HARDENED),
    expect.objectContaining(HARDENED),
  ]);
});

describe('fenced', () => {
  test('has no way out but the proxy, which opens what is allowed and nothing else', async () => {
    await using allowed = await startPageServer();
    await using other = await startPageServer();
    const xai = await startFakeXai({ hostname: '0.0.0.0', brain: scriptBrain([() => finish('Seen.')]) });
    onTestFinished(() => xai.close());
    const ports = [allowed.url, xai.url].map((url) => new URL(url).port);
    const compose = project('fenced', {
      EGRESS_ALLOW: ports.map((port) => `host.docker.internal:${port}`).join(','),
    });
    await up(compose, 'fenced');
    expect(await hostConfigs(compose)).toEqual([
      expect.objectContaining(HARDENED),
      expect.objectContaining(HARDENED),
    ]);
    const desktop = await client(compose, 'egress');
    expect(await desktop.health()).toMatchObject({ status: 'ok', sandbox: 'on' });

    // The browser gets where it may, and a page's own requests too.
    const page = allowed.page('/in', '<title>inside</title><script>record("loaded")</script>');
    const reply = await desktop.perform({ action: 'goto', url: page });
    expect(reply.observation?.page?.title).toBe('inside');
    await allowed.event(({ type }) => type === 'loaded', 'that it was loaded');

    // What is not on the list is refused by the proxy, and says so in its log.
    const refused = other.page('/out', '<script>record("loaded")</script>');
    await desktop.perform({ action: 'goto', url: refused }).catch(() => undefined);
    expect(other.events).toEqual([]);
    expect((await compose('logs', 'egress')).stdout).toContain(
      `refused: ${new URL(refused).host} is not on the list of allowed hosts.`,
    );

    // A program that ignores the proxy reaches this machine by none of its addresses, although it listens on all.
    const network = `deskhand-test-${process.pid}-fenced_inside`;
    const inspect = ['network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', network];
    const gateway = await succeed(program('docker', inspect));
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const addresses = own.filter(({ family, internal }) => family === 'IPv4' && !internal);
    const hosts = [gateway, ...addresses.map(({ address }) => address)];
    const ask = `
      const { connect } = require('node:net');
      for (const host of process.argv.slice(1)) {
        const socket = connect({ host, port: ${ports[0]}, timeout: 5000 });
        const say = (what) => { console.log(host + ' ' + what); socket.destroy(); };
        socket.on('connect', () => say('open')).on('timeout', () => say('shut')).on('error', () => say('shut'));
      }`;
    const direct = await succeed(compose('exec', '-T', 'fenced', 'node', '-e', ask, ...hosts));
    expect(direct.split('\n').sort()).toEqual(hosts.map((host) => `${host} shut`).sort());
    // The same program from the proxy's container, which is outside, does reach it: the question was a fair one.
    const outside = await succeed(compose('exec', '-T', 'egress', 'node', '-e', ask, ...hosts));
    expect(outside).toMatch(/ open$/m);

    // The model is reached through the proxy too.
    const { id } = await desktop.tasks.submit({
      task: 'Say what you see.',
      api_key: xai.key,
      base_url: xai.url
        .replace('127.0.0.1', 'host.docker.internal')
        .replace('0.0.0.0', 'host.docker.internal'),
    });
    for await (const { event } of desktop.tasks.events(id)) if (event.type === 'ended') break;
    expect(await desktop.tasks.get(id)).toMatchObject({ outcome: 'done', result: 'Seen.' });
  }, 240_000);
});
