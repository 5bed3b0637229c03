import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly networks?: readonly string[];
  readonly [key: string]: unknown;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
const { services, secrets, networks } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, Record<string, unknown>>;
  networks: Record<string, Record<string, unknown> | null>;
};

test.each(Object.entries(services))('the service %s is hardened', (_, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true', 'seccomp=./image/seccomp.json'],
    pids_limit: expect.any(Number) as number,
    mem_limit: expect.stringMatching(/^(\d+m|\$\{DESKHAND_MEMORY:-\d+g\})$/) as string,
    ulimits: { nofile: { hard: 8192 } },
  });
  for (const grant of ['privileged', 'cap_add', 'devices', 'network_mode', 'pid', 'ipc'])
    expect(service[grant]).toBeUndefined();
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test.each(Object.entries(services))('the log of the service %s has an end', (_, service) => {
  expect(service['logging']).toEqual({
    driver: 'json-file',
    options: { 'max-size': '10m', 'max-file': '3' },
  });
});

test('one desktop needs no profile; every other use has its own', () => {
  const profiles = Object.entries(services).map(([name, service]) => [name, service.profiles]);
  expect(Object.fromEntries(profiles)).toEqual({
    desktop: undefined,
    task: ['task'],
    kept: ['kept'],
    fenced: ['fenced'],
    egress: ['fenced'],
    several: ['several'],
  });
});

test('secrets come from files: a secret from the environment cannot be mounted into a read-only root', () => {
  for (const secret of Object.values(secrets)) expect(Object.keys(secret)).toEqual(['file']);
});

test('the fenced desktop is on the network that leads nowhere, and on no other', () => {
  expect(services['fenced']).toMatchObject({ networks: ['inside'], extra_hosts: [], dns: ['127.0.0.1'] });
  expect(services['fenced']?.ports).toBeUndefined();
  expect(networks['inside']).toMatchObject({
    internal: true,
    driver_opts: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
  });
});

/** Skipped without the plugin, except where everything has to run. */
const missing =
  process.env['CI'] === undefined && execaSync('docker', ['compose', 'version'], { reject: false }).failed;

describe.skipIf(missing)('docker compose', () => {
  test.each([
    ['', {}, ['desktop']],
    ['task', { DESKHAND_TASKS: '/tmp' }, ['desktop', 'task']],
    ['kept', { DESKHAND_PORT: '0' }, ['desktop', 'kept']],
    ['fenced', { EGRESS_ALLOW: 'example.com,api.x.ai' }, ['desktop', 'egress', 'fenced']],
    ['several', { DESKHAND_DESKTOPS: '7', DESKHAND_PORTS: '0' }, ['desktop', 'several']],
    ['*', { DESKHAND_TOKEN_FILE: '/tmp/token', XAI_API_KEY_FILE: '/tmp/key' }, Object.keys(services)],
  ])('takes the profile "%s" with %j', async (profile, env, expected) => {
    const options = { cwd: root, env };
    const args = ['compose', '--profile', profile, 'config'];
    const { stderr } = await execa('docker', [...args, '-q'], options);
    expect(stderr).toBe('');
    const { stdout } = await execa('docker', [...args, '--services'], options);
    expect(stdout.split('\n').sort()).toEqual([...expected].sort());
  });
});
