import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const DIGEST = `sha256:${'a'.repeat(64)}`;
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

// Each step is a program of its own, which a busy machine starts in seconds.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let sha: string;

/** git on a repository of the test's own, which stands in for the project's. */
async function git(...args: readonly string[]): Promise<string> {
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
  return (await execa('git', ['-C', join(folder, 'project'), ...author, ...args])).stdout;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-steps-'));
  await mkdir(join(folder, 'project'));
  await mkdir(join(folder, 'bin'));
  await git('init', '-q');
  await git('commit', '-q', '--allow-empty', '-m', 'first');
  sha = await git('rev-parse', 'HEAD');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a step as the workflow does; gives how it ended and the outputs that it told. */
async function step(args: readonly string[], env: Record<string, string> = {}) {
  const file = join(folder, 'outputs');
  await writeFile(file, '');
  const ended = await execa(process.execPath, [join(root, 'scripts/publish.ts'), ...args], {
    reject: false,
    env: {
      GIT_DIR: join(folder, 'project/.git'),
      GIT_WORK_TREE: join(folder, 'project'),
      GITHUB_OUTPUT: file,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      ...env,
    },
  });
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const outputs = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  const { exitCode, stdout, stderr } = ended;
  return { exitCode, stdout, stderr, outputs };
}

/** Puts a program on the PATH that notes its call and then does what the shell is told; gives the calls. */
async function fake(name: string, script: string): Promise<() => Promise<string[]>> {
  const [file, calls] = [join(folder, 'bin', name), join(folder, `${name}-calls`)];
  await writeFile(calls, '');
  await writeFile(file, `#!/bin/sh\necho "$@" >>'${calls}'\n${script}\n`);
  await chmod(file, 0o755);
  return async () => (await readFile(calls, 'utf8')).split('\n').slice(0, -1);
}

/** The outputs of the job's steps that a workflow reads, by the step of the script that is to tell them. */
async function outputsRead(workflow: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = await readFile(join(root, '.github/workflows', workflow), 'utf8');
  const { jobs } = parse(text) as { jobs: Record<string, { steps?: { id?: string; run?: string }[] }> };
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const named = steps.filter(({ id }) => id !== undefined);
  return Object.fromEntries(
    named.map(({ id = '', run = '' }) => [
      /^node scripts\/publish\.ts (\w+)/.exec(run)?.[1] ?? run,
      [...text.matchAll(new RegExp(`steps\\.${id}\\.outputs\\.(\\w+)`, 'g'))].map((match) => match[1] ?? ''),
    ]),
  );
}

describe('plan', () => {
  test('names what is published, and tells the workflow what it reads', async () => {
    const { exitCode, stdout, outputs } = await step(['plan'], { PUBLISH_REF: 'refs/heads/main' });
    const tags = ['edge', `sha-${sha.slice(0, 12)}`];
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, { version: 'edge', revision: sha, tags }]);
    expect(outputs).toEqual({ version: 'edge', revision: sha, tags: JSON.stringify(tags) });
    const { plan = [] } = await outputsRead('publish.yml');
    expect(plan.length).toBeGreaterThan(0);
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining([...plan]));
  });

  test('of a release is its version', async () => {
    await git('tag', `v${version}`);
    const { outputs } = await step(['plan'], { PUBLISH_REF: `refs/tags/v${version}` });
    expect(outputs['version']).toBe(version);
    expect(JSON.parse(outputs['tags'] ?? '')).toEqual(expect.arrayContaining([version, 'latest']));
  });

  test('refuses a tag that is not the package’s version', async () => {
    const { exitCode, stderr, outputs } = await step(['plan'], { PUBLISH_REF: 'refs/tags/v99.0.0' });
    expect([exitCode, outputs]).toEqual([1, {}]);
    expect(stderr).toBe(`error: the tag is v99.0.0 but package.json says ${version}`);
  });
});

test('a rebuild is of main and of the latest release, and tells the workflow what it reads', async () => {
  for (const tag of ['v0.9.0', 'v0.10.0', 'v1.0.0-rc.1']) await git('tag', tag);
  const before = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const { exitCode, outputs } = await step(['rebuild']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(outputs['refs'] ?? '')).toEqual(['refs/heads/main', 'refs/tags/v0.10.0']);
  expect(outputs['rebuilt']).toMatch(/^\d{8}$/);
  expect(Number(outputs['rebuilt'])).toBeGreaterThanOrEqual(Number(before));
  const { rebuild = [] } = await outputsRead('rebuild.yml');
  expect([...new Set(rebuild)].sort()).toEqual(Object.keys(outputs).sort());
});

describe('an index of a rebuild', () => {
  async function index(answer: string) {
    const docker = await fake('docker', `case $* in *inspect*) ${answer} ;; esac`);
    const digests = join(folder, 'digests');
    await mkdir(digests);
    await writeFile(join(digests, 'amd64'), DIGEST);
    const args = ['index', '--digests', digests, '--to', '127.0.0.1:5000/o/d', '--rebuilt', '20261122'];
    const ended = await step(args, { PUBLISH_REF: 'refs/heads/main' });
    return { ...ended, calls: await docker() };
  }

  test('is refused where its commit was never published: CI has not passed that', async () => {
    const { exitCode, stderr, calls } = await index('echo "ERROR: not found" >&2; exit 1');
    const first = `sha-${sha.slice(0, 12)}`;
    expect([exitCode, stderr]).toEqual([
      1,
      `error: refs/heads/main cannot be rebuilt: its commit was never published (there is no ${first}).`,
    ]);
    expect(calls.at(-1)).toContain(`127.0.0.1:5000/o/d:${first}`);
    expect(calls.filter((call) => call.includes('create'))).toEqual([]);
  });

  test('is not made when the registry does not answer', async () => {
    const { exitCode, calls } = await index('echo "ERROR: connection refused" >&2; exit 1');
    expect(exitCode).not.toBe(0);
    expect(calls.filter((call) => call.includes('create'))).toEqual([]);
  });

  test('goes on where it was', async () => {
    const { calls } = await index("echo '{}'");
    expect(calls.some((call) => call.includes('imagetools create'))).toBe(true);
  });
});

describe('sign', () => {
  const args = ['sign', '--digest', DIGEST, '--to', 'ghcr.io/o/d', '--to', 'docker.io/o/d'];

  test('tries again while the services do not answer, in each repository', async () => {
    // Fails at the first two calls for GitHub's registry.
    const cosign = await fake('cosign', `[ "$(grep -c ghcr "${folder}/cosign-calls")" -ge 3 ]`);
    const { exitCode, stderr } = await step(args);
    expect(exitCode, stderr).toBe(0);
    const call = (repository: string) => `sign --yes ${repository}@${DIGEST}`;
    expect(await cosign()).toEqual([
      ...Array(3).fill(call('ghcr.io/o/d')),
      call('docker.io/o/d'),
    ] as string[]);
  });

  test('gives up after three times, with what cosign said', async () => {
    const cosign = await fake('cosign', 'echo "no answer from fulcio" >&2; exit 1');
    const { exitCode, stderr } = await step(args);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(`error: cosign could not sign ghcr.io/o/d@${DIGEST}\nno answer from fulcio`);
    expect(await cosign()).toHaveLength(3);
  });

  test('needs a digest', async () => {
    const { exitCode, stderr } = await step(['sign', '--to', 'ghcr.io/o/d']);
    expect([exitCode, stderr]).toEqual([1, 'error: --digest DIGEST is missing; --help tells what it is']);
  });
});

describe('smoke', () => {
  const image = `ghcr.io/o/d@${DIGEST}`;

  test('pulls what users will pull, and runs image tests that exist on it', async () => {
    const docker = await fake('docker', '');
    const node = await fake('node', `echo "$DESKHAND_TEST_IMAGE" >"${folder}/image"`);
    const { exitCode, stderr } = await step(['smoke', '--image', image]);
    expect(exitCode, stderr).toBe(0);
    expect(await docker()).toEqual([`pull ${image}`]);
    expect(await readFile(join(folder, 'image'), 'utf8')).toBe(`${image}\n`);
    const [call = ''] = await node();
    const [vitest = '', ...rest] = call.split(' ');
    expect(vitest).toMatch(/node_modules\/vitest\/vitest\.mjs$/);
    expect(rest.slice(0, 3)).toEqual(['run', '--project', 'image']);
    expect(rest.slice(3)).not.toEqual([]);
    for (const file of [vitest, ...rest.slice(3).map((name) => join(root, name))]) await readFile(file);
  });

  test('pulls nothing when the image was built here, and fails when a test does', async () => {
    const docker = await fake('docker', '');
    await fake('node', 'exit 1');
    const { exitCode } = await step(['smoke', '--image', 'deskhand:local']);
    expect(exitCode).toBe(1);
    expect(await docker()).toEqual([]);
  });
});
