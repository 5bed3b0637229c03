import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { checkJsonOutput } from '../support/json-output.ts';
import { program, projectFolder } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { decode } from './support/picture.ts';

const desktop = `packagetest-${process.pid}`;
let folder: string;

/** Somebody's empty folder into which the packed package was installed as from the registry: no development packages. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-install-'));
  const pack = await program('npm', ['pack', '--silent', '--pack-destination', folder]);
  const tarball = pack.stdout.trim().split('\n').at(-1) ?? '';
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { exitCode, stderr } = await program('npm', ['install', ...flags, join(folder, tarball)], {
    cwd: folder,
  });
  if (exitCode !== 0) throw new Error(stderr);
}, 300_000);

afterAll(async () => {
  await deskhand('down', desktop);
  await rm(folder, { recursive: true, force: true });
});

function deskhand(...args: readonly string[]): Promise<Ended> {
  return deskhandWith(inject('image'), ...args);
}

/** `npx deskhand` with an image that DESKHAND_IMAGE names; with an empty name, with the one that it takes by itself. */
async function deskhandWith(image: string, ...args: readonly string[]): Promise<Ended> {
  const env = {
    DESKHAND_IMAGE: image,
    DESKHAND_LEDGER: join(folder, 'ledger.db'),
    XAI_API_KEY: '',
  };
  const ended = await program('npx', ['--no-install', 'deskhand', ...args], { cwd: folder, env });
  checkJsonOutput(args, { code: ended.exitCode, stdout: ended.stdout });
  return ended;
}

test.each([
  [['--help'], 'USAGE deskhand'],
  [['--version'], '.'],
  [['models', '--json'], 'grok-4-1-fast'],
  [['cost', '--json'], '"rows":[]'],
  [['completion', 'zsh'], '#compdef deskhand'],
  [['ps', '--json'], '['],
  [['help', 'run'], '--budget'],
])('npx deskhand %j works', async (args, text) => {
  const ended = await deskhand(...args);
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  expect(ended.stdout).toContain(text);
});

test('doctor finds the engine, and knows that it is in no clone', async () => {
  const { stdout } = await deskhand('doctor', '--json', '--image', 'ghcr.io/none/deskhand:none');
  expect(JSON.parse(stdout)).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ name: 'engine', status: 'ok' }),
      // In a clone this is a failure whose cure is to build it.
      expect.objectContaining({ name: 'image', status: 'warn' }),
    ]) as unknown,
  });
});

test('published by a repository, its image is the one that was published beside it; by none, there is no other than one’s own', async () => {
  const looksFor = async () => (await deskhandWith('', 'doctor', '--json')).stdout;
  expect(await looksFor()).toContain('"deskhand:local is');
  const installed = join(folder, 'node_modules/deskhand');
  const before = await readFile(join(installed, 'package.json'), 'utf8');
  onTestFinished(() => writeFile(join(installed, 'package.json'), before));
  const workflow = parse(await readFile(join(projectFolder, '.github/workflows/publish.yml'), 'utf8')) as {
    jobs: { npm: { steps: readonly { run?: string }[] } };
  };
  const naming =
    workflow.jobs.npm.steps.find(({ run }) => run?.startsWith('npm pkg set') === true)?.run ?? '';
  const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'Some-One/deskhand' };
  await program('bash', ['-e', '-c', naming], { cwd: installed, env: github });
  expect(await looksFor()).toContain(`"ghcr.io/some-one/deskhand:${manifest.version} is`);
});

test('it starts a hardened desktop, acts on it, runs a playbook and cleans up', async () => {
  const up = await deskhand('up', desktop, '--json');
  expect(up, up.stderr).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(up.stdout)).toMatchObject({ name: desktop, sandbox: 'on' });
  const went = await deskhand(
    'do',
    'goto',
    'url=data:text/html,<title>packed</title>',
    '--desktop',
    desktop,
    '--json',
  );
  expect(JSON.parse(went.stdout)).toMatchObject({ result: { title: 'packed' } });
  expect(await deskhand('screenshot', desktop, '-o', 'desk.png')).toMatchObject({ exitCode: 0 });
  expect(await decode(await readFile(join(folder, 'desk.png')))).toMatchObject({ width: 1280 });
  const playbook = 'node_modules/deskhand/examples/expense-report.yaml';
  const run = await deskhand('run', playbook, '--desktop', desktop, '--json');
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  const { folder: record } = JSON.parse(run.stdout) as { folder: string };
  await access(join(record, 'report.html'));
  expect(await deskhand('down', desktop, '--json')).toMatchObject({ exitCode: 0 });
}, 180_000);

test('what only the image needs is not installed', async () => {
  const { stdout } = await program('npm', ['ls', '--all', '--parseable'], { cwd: folder });
  const names = stdout.split('\n').map((path) => path.split('node_modules/').at(-1));
  expect(names).toContain('dockerode');
  for (const name of ['x11', 'hono', '@novnc/novnc', '@julusian/jpeg-turbo', 'prom-client', 'ws', 'vitest'])
    expect(names).not.toContain(name);
  const { dependencies } = JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
});
