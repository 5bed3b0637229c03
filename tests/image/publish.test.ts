import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { writeDigest } from '../../scripts/publish/digests.ts';
import type { Made, Pushed } from '../../scripts/publish/steps.ts';
import { deskhand, program, projectFolder } from './support/cli.ts';
import { entryOf, fetchJson, publish, pushSmall, statementsOf } from './support/publishing.ts';
import type { Index, Manifest } from './support/publishing.ts';
import { startRegistry } from './support/registry.ts';
import type { TestRegistry } from './support/registry.ts';
import { TEST_LABEL } from './support/desktop.ts';

interface Provenance {
  readonly buildDefinition: {
    readonly externalParameters: {
      readonly configSource: { readonly path: string };
      readonly request: { readonly args: Readonly<Record<string, string>> };
    };
    readonly resolvedDependencies: readonly { readonly digest: Readonly<Record<string, string>> }[];
  };
  readonly runDetails: {
    readonly metadata: {
      readonly buildkit_metadata: {
        readonly vcs: { readonly revision: string };
        readonly source: { readonly infos: readonly { readonly data: string }[] };
        readonly layers: unknown;
      };
    };
  };
}

/** This machine's architecture, and the one that another runner would have pushed. */
const [OWN, OTHER] = process.arch === 'arm64' ? ['arm64', 'amd64'] : ['amd64', 'arm64'];

let registry: TestRegistry;
let repositories: string[];
/** The first of them: what tests look into. */
let repository: string;
let digest: string;
let tags: readonly string[];
let sha: string;
let sbom: unknown;
let outputs: string;
let pulled: string | undefined;

/** What Docker's own tool tells of the published index. */
async function inspect<T>(template: string): Promise<T> {
  const name = `${repository}@${digest}`;
  const { stdout } = await execa('docker', ['buildx', 'imagetools', 'inspect', name, '--format', template]);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  await execa('sh', ['scripts/bootstrap.sh', 'skopeo'], { cwd: projectFolder });
  registry = await startRegistry();
  repositories = [`${registry.host}/one/deskhand`, `${registry.host}/two/deskhand`];
  repository = `${registry.host}/one/deskhand`;
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-digests-'));
  try {
    const [file, told] = [join(folder, 'sbom.json'), join(folder, 'outputs')];
    const digests = ['--digests', join(folder, 'digests')];
    await publish<Pushed>(repositories, 'push', ['--image', inject('image'), '--sbom', file, ...digests]);
    sbom = JSON.parse(await readFile(file, 'utf8'));
    const other = await pushSmall(repositories, OTHER, join(folder, 'other'));
    await writeDigest(join(folder, 'digests'), OTHER, other);
    ({ digest, tags } = await publish<Made>(repositories, 'index', digests, { GITHUB_OUTPUT: told }));
    outputs = await readFile(told, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  sha = (await program('git', ['rev-parse', 'HEAD'])).stdout;
});

afterAll(async () => {
  if (pulled !== undefined) await execa('docker', ['image', 'rm', '--force', pulled], { reject: false });
  await registry?.[Symbol.asyncDispose]();
});

test('every tag in every repository is the one index', async () => {
  expect(tags).toEqual(['edge', `sha-${sha.slice(0, 12)}`]);
  for (const path of ['one/deskhand', 'two/deskhand']) {
    for (const tag of tags) {
      const response = await fetch(`http://${registry.host}/v2/${path}/manifests/${tag}`, {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.index.v1+json' },
      });
      expect(response.headers.get('docker-content-digest')).toBe(digest);
    }
  }
});

test('the index, the image and its configuration say what it is and what it was made of', async () => {
  const index = await fetchJson<Index>(repository, 'manifests', digest);
  const manifest = await fetchJson<Manifest>(repository, 'manifests', entryOf(index, OWN).digest);
  const config = await fetchJson<{ created: string; config: { Labels: Record<string, string> } }>(
    repository,
    'blobs',
    manifest.config.digest,
  );
  const time = (await program('git', ['log', '-1', '--format=%ct'])).stdout;
  const created = new Date(Number(time) * 1000).toISOString();
  for (const texts of [index.annotations, manifest.annotations, config.config.Labels]) {
    expect(texts).toMatchObject({
      'org.opencontainers.image.title': 'deskhand',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': 'edge',
      'org.opencontainers.image.created': created,
      'org.opencontainers.image.revision': expect.stringContaining(sha) as string,
    });
  }
  expect(config.created).toBe(created);
  expect(JSON.stringify(config)).not.toContain('buildinfo');
});

test('the workflow is told the digest and the repository that it signs', () => {
  expect(outputs).toContain(`digest=${digest}\n`);
  expect(outputs).toContain(`repository=${repository}\n`);
});

test('both architectures are in the one index, each with what is attested of it', async () => {
  const index = await fetchJson<Index>(repository, 'manifests', digest);
  const platforms = index.manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`);
  expect(platforms.filter((platform) => platform !== 'unknown/unknown').sort()).toEqual([
    'linux/amd64',
    'linux/arm64',
  ]);
  expect(platforms).toHaveLength(4);
  for (const architecture of [OWN, OTHER]) {
    const image = entryOf(index, architecture).digest;
    const statements = await statementsOf(repository, index, image);
    expect(statements.map(({ predicateType }) => predicateType)).toEqual([
      'https://spdx.dev/Document',
      'https://slsa.dev/provenance/v1',
    ]);
    for (const { subject } of statements)
      expect(subject.map((one) => `sha256:${one.digest.sha256}`)).toEqual([image]);
  }
  // Each of its own, not twice the same.
  expect(await inspect(`{{json (index .SBOM "linux/${OTHER}").SPDX}}`)).toEqual({ name: OTHER });
  expect(await inspect(`{{json (index .Provenance "linux/${OTHER}").SLSA}}`)).toEqual({ built: OTHER });
});

describe('what is attested', () => {
  test('names, by Docker’s own tool, each Debian package that dpkg has, Node, and what the bundle holds', async () => {
    expect(await inspect(`{{json (index .SBOM "linux/${OWN}").SPDX}}`)).toEqual(sbom);
    const { packages } = sbom as { packages: { name: string; versionInfo: string }[] };
    const named = packages.map(({ name, versionInfo }) => `${name} ${versionInfo}`);
    const dpkg = await execa('docker', [
      'run',
      '--rm',
      '--label',
      `${TEST_LABEL}=${inject('run')}`,
      '--entrypoint',
      'sh',
      inject('image'),
      '-c',
      `dpkg-query -W -f '\${db:Status-Status} \${Package} \${Version}\\n'; node --version`,
    ]);
    const lines = dpkg.stdout.split('\n');
    const installed = lines.filter((line) => line.startsWith('installed ')).map((line) => line.slice(10));
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter((line) => !named.includes(line))).toEqual([]);
    expect(named).toContain(`node ${lines.at(-1)?.slice(1)}`);
    for (const name of ['openai', 'sharp', 'zod', 'x11'])
      expect(packages.map((one) => one.name)).toContain(name);
  });

  test('tells, by Docker’s own tool, the commit, the Dockerfile, the base images, all arguments and the layers', async () => {
    const { buildDefinition, runDetails } = await inspect<Provenance>(
      `{{json (index .Provenance "linux/${OWN}").SLSA}}`,
    );
    const { configSource, request } = buildDefinition.externalParameters;
    expect(configSource.path).toBe('Dockerfile.cua');
    expect(Object.keys(request.args).sort()).toEqual([
      'build-arg:DEBIAN',
      'build-arg:DEBIAN_MIRROR',
      'build-arg:NODE',
      'label:io.deskhand.source',
    ]);
    const [source, file, ...bases] = buildDefinition.resolvedDependencies;
    expect(source?.digest['gitCommit']).toContain(sha);
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(base.digest['sha256']).toMatch(/^[0-9a-f]{64}$/);
    const dockerfile = await readFile(join(projectFolder, 'Dockerfile.cua'));
    const { source: kept, layers, vcs } = runDetails.metadata.buildkit_metadata;
    expect(Buffer.from(kept.infos[0]?.data ?? '', 'base64').equals(dockerfile)).toBe(true);
    expect(file?.digest['sha256']).toBe(createHash('sha256').update(dockerfile).digest('hex'));
    expect(vcs.revision).toContain(sha);
    const index = await fetchJson<Index>(repository, 'manifests', digest);
    const manifest = await fetchJson<Manifest>(repository, 'manifests', entryOf(index, OWN).digest);
    expect(layers).toEqual({ 'step0:0': [manifest.layers] });
  });
});

test('pulled by its digest it is the tested image, and it becomes healthy', async () => {
  const name = `${repository}@${digest}`;
  await execa('docker', ['pull', '--quiet', name]);
  pulled = name;
  const layers = async (image: string) =>
    (await execa('docker', ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image])).stdout;
  expect(await layers(name)).toBe(await layers(inject('image')));
  const run = [
    'run',
    '--detach',
    '--rm',
    '--label',
    `${TEST_LABEL}=${inject('run')}`,
    '--publish',
    '127.0.0.1::6080',
  ];
  const { stdout: container } = await execa('docker', [...run, name]);
  try {
    const { stdout: address } = await execa('docker', ['port', container, '6080']);
    await expect
      .poll(
        () =>
          fetch(`http://${address}/healthz`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 60_000 },
      )
      .toBe(200);
    expect(await (await fetch(`http://${address}/healthz`)).json()).toMatchObject({ status: 'ok' });
  } finally {
    await execa('docker', ['rm', '--force', '--volumes', container]);
  }
});

test('deskhand up pulls it by itself', async () => {
  const name = `${repositories[1]}:edge`;
  await execa('docker', ['image', 'rm', '--force', name], { reject: false });
  const desktop = `publishtest-${process.pid}`;
  try {
    const { exitCode, stdout, stderr } = await deskhand(['up', desktop, '--image', name, '--json']);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain(`Pulling ${name} …`);
    expect(JSON.parse(stdout)).toMatchObject({ name: desktop, sandbox: 'on' });
  } finally {
    await deskhand(['down', desktop]);
    await execa('docker', ['image', 'rm', '--force', name], { reject: false });
  }
});
