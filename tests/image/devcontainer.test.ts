import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { debianMirror } from '../../scripts/base-image-makers.ts';
import { ensureBaseImages } from '../../scripts/base-images.ts';
import { ensureImage } from '../../scripts/image.ts';
import { program, projectFolder } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { TEST_LABEL } from './support/desktop.ts';

const tag = `deskhand-devcontainer-test:${process.pid}`;
const warm = 'deskhand:dev-stage';
/** What this machine's own certificate authorities are, a proxy's among them: npm needs them inside too. */
const AUTHORITIES = process.env['NODE_EXTRA_CA_CERTS'] ?? '/etc/ssl/certs/ca-certificates.crt';

async function devcontainer(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const main = join(projectFolder, 'node_modules/@devcontainers/cli/devcontainer.js');
  return program(process.execPath, [main, command, ...args], { env });
}

/** The one line of JSON that the tool prints, which says what became of it. */
async function outcome(ending: Promise<Ended>): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await ending;
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const result = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {};
  if (result['outcome'] !== 'success') throw new Error(`${line}\n${stderr.slice(-6000)}`);
  return result;
}

async function ownedByDesk(path: string): Promise<void> {
  await chown(path, 1000, 1000);
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true }))
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), 1000, 1000);
}

describe('the development container', () => {
  let workspace: string;
  let env: Record<string, string>;
  let id: string;
  const label = () => ['--id-label', `${TEST_LABEL}=${inject('run')}`, '--workspace-folder', workspace];
  const exec = (...command: readonly string[]) =>
    devcontainer('exec', [...label(), '--remote-env', 'NODE_EXTRA_CA_CERTS=/ca.crt', ...command], env);

  beforeAll(async () => {
    workspace = join(await mkdtemp(join(tmpdir(), 'deskhand-devcontainer-')), 'deskhand');
    const { stdout } = await program('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    for (const file of stdout.split('\0').filter((name) => name !== '')) {
      await mkdir(dirname(join(workspace, file)), { recursive: true });
      // A file that was removed but not yet committed is still listed.
      await cp(join(projectFolder, file), join(workspace, file)).catch(() => undefined);
    }
    await program('git', ['init', '-q', workspace]);
    if (process.getuid?.() === 0) await ownedByDesk(workspace);
    await chmod(dirname(workspace), 0o755);
    const { DEBIAN, NODE } = await ensureBaseImages(() => undefined);
    const [debian, node] = [DEBIAN, NODE].map((name) => name.split(/:(.*)/s));
    env = {
      DEBIAN_REPOSITORY: debian?.[0] ?? '',
      DEBIAN_TAG: debian?.[1] ?? '',
      NODE_REPOSITORY: node?.[0] ?? '',
      NODE_TAG: node?.[1] ?? '',
      DEBIAN_MIRROR: await debianMirror(),
    };
    // The same stage as the tool will build: where a proxy's certificates are needed, only our own script hands them in.
    await ensureImage({ tag: warm, target: 'dev', quiet: true });
    await outcome(devcontainer('build', ['--workspace-folder', workspace, '--image-name', tag], env));
    const mount = `type=bind,source=${AUTHORITIES},target=/ca.crt`;
    const flags = ['--mount', mount, '--remote-env', 'NODE_EXTRA_CA_CERTS=/ca.crt'];
    const up = await outcome(devcontainer('up', [...label(), ...flags], env));
    id = String(up['containerId']);
  }, 900_000);

  afterAll(async () => {
    const { stdout: image } = await program('docker', ['inspect', '--format', '{{.Config.Image}}', id]);
    await program('docker', ['rm', '--force', '--volumes', id]);
    // Where the user's uid was adapted, there is one image before it and one after it.
    await program('docker', ['image', 'rm', '--force', image.trim(), image.trim().replace(/-uid$/, ''), tag]);
    await rm(dirname(workspace), { recursive: true, force: true });
  });

  test('runs as a plain user without capabilities, with the desktop up at the forwarded port', async () => {
    expect((await exec('id', '-un')).stdout).toBe('desk');
    const { stdout } = await program('docker', ['inspect', '--format', '{{json .HostConfig}}', id]);
    expect(JSON.parse(stdout)).toMatchObject({ CapDrop: ['ALL'], Privileged: false });
    const config = await devcontainer('read-configuration', ['--workspace-folder', workspace], env);
    const { configuration } = JSON.parse(config.stdout) as { configuration: Record<string, unknown> };
    expect(configuration).toMatchObject({
      forwardPorts: [6080],
      overrideCommand: false,
      remoteUser: 'desk',
    });
    // Each would be pulled from a registry.
    expect(configuration['features']).toBeUndefined();
    const link = await exec('node', '.devcontainer/link.ts');
    expect(link.stdout).toMatch(/^Watch the desktop: http:\/\/127\.0\.0\.1:6080\/\?ticket=\S+$/);
    const ask =
      "fetch('http://127.0.0.1:6080/healthz').then(async (reply) => console.log(await reply.json()))";
    const health = await exec('node', '-e', ask);
    expect(health.stdout).toMatch(/sandbox: 'on'/);
  });

  test('has the CLI of the source tree on its PATH, and an npm that works', async () => {
    expect(await exec('deskhand', '--version')).toMatchObject({ exitCode: 0, stdout: '0.1.0' });
    expect((await exec('sh', '-c', 'command -v deskhand')).stdout).toBe(
      '/workspaces/deskhand/.devcontainer/bin/deskhand',
    );
    expect((await exec('npm', 'ls', '--depth=0', '--silent')).stdout).toContain('zod@');
    expect(await exec('docker', 'compose', 'version')).toMatchObject({ exitCode: 0 });
  });

  test('exec passes an exit code on', async () => {
    expect(await exec('sh', '-c', 'exit 7')).toMatchObject({ exitCode: 7 });
  });

  test('passes unit tests', async () => {
    // All of them in CI. Elsewhere they have just been run outside, and all again would take minutes: what depends most on
    // where it runs, which is files, programs, sockets and npm.
    const part = ['tests/unit/base', 'tests/unit/host', 'tests/unit/image', 'tests/unit/package.test.ts'];
    const ended = await exec('npm', 'test', '--', 'unit', ...(process.env['CI'] === undefined ? part : []));
    expect(ended.stdout, ended.stderr).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/m);
    expect(ended.exitCode).toBe(0);
  }, 900_000);
});

describe('the example of a project with a desktop beside it', () => {
  let workspace: string;
  let id: string;
  let name: string;

  beforeAll(async () => {
    workspace = join(await mkdtemp(join(tmpdir(), 'deskhand-example-')), `project-${process.pid}`);
    await cp(join(projectFolder, 'examples/devcontainer'), join(workspace, '.devcontainer'), {
      recursive: true,
    });
    const { NODE } = await ensureBaseImages(() => undefined);
    const env = { DESKHAND_IMAGE: inject('image'), APP_IMAGE: NODE };
    const up = await outcome(devcontainer('up', ['--workspace-folder', workspace], env));
    id = String(up['containerId']);
    name = String(up['composeProjectName']);
  }, 300_000);

  afterAll(async () => {
    await program('docker', ['compose', '--project-name', name, 'down', '--volumes', '--timeout', '3']);
    await rm(dirname(workspace), { recursive: true, force: true });
  });

  const exec = (...command: readonly string[]) =>
    devcontainer('exec', ['--workspace-folder', workspace, ...command]);

  test('the project reaches the desktop, and prints the link through the forwarded port', async () => {
    const link = await exec('node', '.devcontainer/link.mjs');
    expect(link.stdout, link.stderr).toMatch(/^Watch the desktop: http:\/\/localhost:6080\/\?ticket=\S+$/);
    const ask = `
      const token = require('node:fs').readFileSync(process.env.DESKHAND_TOKEN_FILE, 'utf8').trim();
      fetch(process.env.DESKHAND_URL + '/v1/actions', {
        method: 'POST',
        headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'goto', url: 'data:text/html,<title>beside</title>' }),
      }).then(async (reply) => console.log(reply.status, (await reply.json()).result.title));`;
    expect((await exec('node', '-e', ask)).stdout).toBe('200 beside');
  });

  test('the desktop is hardened, with its sandbox on, and publishes no port', async () => {
    const list = ['ps', '--quiet', '--no-trunc', '--filter', `label=com.docker.compose.project=${name}`];
    const { stdout: ids } = await program('docker', list);
    expect(ids.split('\n')).toContain(id);
    const { stdout } = await program('docker', ['inspect', ...ids.split('\n')]);
    const containers = JSON.parse(stdout) as {
      Config: { Labels: Record<string, string> };
      HostConfig: object;
    }[];
    const desktop = containers.find(
      ({ Config }) => Config.Labels['com.docker.compose.service'] === 'desktop',
    );
    expect(desktop?.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      Privileged: false,
      PortBindings: {},
    });
    const health =
      "fetch(process.env.DESKHAND_URL + '/healthz').then(async (r) => console.log((await r.json()).sandbox))";
    expect((await exec('node', '-e', health)).stdout).toBe('on');
  });

  test('its seccomp profile is the one of the project', async () => {
    const [own, copy] = await Promise.all(
      ['image/seccomp.json', 'examples/devcontainer/seccomp.json'].map((path) =>
        readFile(join(projectFolder, path), 'utf8'),
      ),
    );
    expect(copy).toBe(own);
  });
});
