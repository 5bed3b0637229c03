import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DesktopClient } from '../../src/client/client.ts';
import { program } from './support/cli.ts';

const TOKEN = 'a-token-for-the-compose-test';
const project = `deskhand-test-${process.pid}`;
const env = {
  COMPOSE_PROJECT_NAME: project,
  DESKHAND_IMAGE: '',
  DESKHAND_TOKEN_FILE: '',
  DESKHAND_PORT: '0',
};

const compose = (...args: readonly string[]) => program('docker', ['compose', ...args], { env });

beforeAll(async () => {
  env.DESKHAND_IMAGE = inject('image');
  env.DESKHAND_TOKEN_FILE = join(await mkdtemp(join(tmpdir(), 'deskhand-')), 'token');
  await writeFile(env.DESKHAND_TOKEN_FILE, `${TOKEN}\n`, { mode: 0o644 });
  const { exitCode, stderr } = await compose('up', '--wait', '--wait-timeout', '60');
  if (exitCode !== 0) throw new Error(stderr);
});

afterAll(async () => {
  await compose('down', '--volumes', '--remove-orphans');
});

test('docker compose up --wait gives a working desktop with the same hardening as the CLI', async () => {
  const { stdout: address } = await compose('port', 'desktop', '6080');
  expect(address).toMatch(/^127\.0\.0\.1:/);
  const client = new DesktopClient({ url: `http://${address.trim()}`, token: TOKEN });
  while (!(await client.isReady())) await sleep(50);
  expect(await client.health()).toMatchObject({ status: 'ok', sandbox: 'on' });
  const { stdout: id } = await compose('ps', '-q', 'desktop');
  const { stdout } = await program('docker', ['inspect', '--format', '{{json .HostConfig}}', id.trim()]);
  expect(JSON.parse(stdout)).toMatchObject({
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    Privileged: false,
    SecurityOpt: expect.arrayContaining([expect.stringMatching(/^no-new-privileges/)]) as string[],
  });
});
