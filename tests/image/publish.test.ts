import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Made, Pushed } from '../../scripts/publish/steps.ts';
import { deskhand, program, projectFolder } from './support/cli.ts';
import { startRegistry } from './support/registry.ts';
import type { TestRegistry } from './support/registry.ts';
import { TEST_LABEL } from './support/desktop.ts';

interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly config: { readonly digest: string };
  readonly layers: readonly {
    readonly digest: string;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

interface Statement {
  readonly predicateType: string;
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
}

const REF = 'refs/heads/main';

let registry: TestRegistry;
let repositories: string[];
let digest: string;
let tags: readonly string[];
let sha: string;
let sbom: unknown;
let pulled: string | undefined;

/** What a registry has under a name, by the registry's own door. */
async function fetchJson<T>(
  kind: 'blobs' | 'manifests',
  name: string,
  repository = 'one/deskhand',
): Promise<T> {
  const response = await fetch(`http://${registry.host}/v2/${repository}/${kind}/${name}`, {
    headers: {
      accept: 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
    },
  });
  expect(response.status, `${kind}/${name}`).toBe(200);
  return (await response.json()) as T;
}

/** Runs a step of the script; gives what it printed. */
async function publish<T>(step: string, ...args: string[]): Promise<T> {
  const where = repositories.flatMap((to) => ['--to', to]);
  const script = ['scripts/publish.ts', step, ...args, '--ref', REF, ...where];
  const { stdout } = await execa(process.execPath, script, { cwd: projectFolder });
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  await execa('sh', ['scripts/bootstrap.sh', 'skopeo'], { cwd: projectFolder });
  registry = await startRegistry();
  repositories = [`${registry.host}/one/deskhand`, `${registry.host}/two/deskhand`];
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-digests-'));
  try {
    const file = join(folder, 'sbom.json');
    const [from, digests] = [
      ['--image', inject('image')],
      ['--digests', join(folder, 'digests')],
    ];
    await publish<Pushed>('push', ...from, '--sbom', file, ...digests);
    sbom = JSON.parse(await readFile(file, 'utf8'));
    ({ digest, tags } = await publish<Made>('index', ...digests));
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
  for (const repository of ['one/deskhand', 'two/deskhand']) {
    for (const tag of tags) {
      const response = await fetch(`http://${registry.host}/v2/${repository}/manifests/${tag}`, {
        method: 'HEAD',
        headers: { accept: 'application/vnd.oci.image.index.v1+json' },
      });
      expect(response.headers.get('docker-content-digest')).toBe(digest);
    }
  }
});

test('the index, the image and its configuration say what it is and what it was made of', async () => {
  const index = await fetchJson<Index>('manifests', digest);
  const image = index.manifests.find(({ platform }) => platform.architecture !== 'unknown');
  const manifest = await fetchJson<Manifest>('manifests', image?.digest ?? '');
  const config = await fetchJson<{ created: string; config: { Labels: Record<string, string> } }>(
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

describe('what is attested', () => {
  let statements: Statement[];
  let images: string[];
  let image: string;

  beforeAll(async () => {
    const { manifests } = await fetchJson<Index>('manifests', digest);
    const attestation = manifests.find(
      ({ annotations }) => annotations?.['vnd.docker.reference.type'] === 'attestation-manifest',
    );
    image = attestation?.annotations?.['vnd.docker.reference.digest'] ?? '';
    images = manifests.map((manifest) => manifest.digest);
    const { layers } = await fetchJson<Manifest>('manifests', attestation?.digest ?? '');
    statements = await Promise.all(layers.map((layer) => fetchJson<Statement>('blobs', layer.digest)));
  });

  test('is about the image itself', () => {
    expect(statements.map(({ predicateType }) => predicateType)).toEqual([
      'https://spdx.dev/Document',
      'https://slsa.dev/provenance/v1',
    ]);
    expect(images).toContain(image);
    for (const { subject } of statements)
      expect(subject.map((one) => `sha256:${one.digest.sha256}`)).toEqual([image]);
  });

  test('names, by Docker’s own tool, each Debian package that dpkg has, Node, and what the bundle holds', async () => {
    const inspect = ['buildx', 'imagetools', 'inspect', `${repositories[0]}@${digest}`, '--format'];
    const { stdout } = await execa('docker', [...inspect, '{{json .SBOM.SPDX}}']);
    expect(JSON.parse(stdout)).toEqual(sbom);
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

  test('tells, by Docker’s own tool, the commit, the Dockerfile and the base images', async () => {
    const inspect = ['buildx', 'imagetools', 'inspect', `${repositories[0]}@${digest}`, '--format'];
    const { stdout } = await execa('docker', [...inspect, '{{json .Provenance.SLSA}}']);
    const { buildDefinition } = JSON.parse(stdout) as {
      buildDefinition: {
        externalParameters: { configSource: { path: string } };
        resolvedDependencies: { uri: string; digest: Record<string, string> }[];
      };
    };
    expect(buildDefinition.externalParameters.configSource.path).toBe('Dockerfile.cua');
    const [source, ...bases] = buildDefinition.resolvedDependencies;
    expect(source?.digest['gitCommit']).toContain(sha);
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(base.digest['sha256']).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('pulled by its digest it is the tested image, and it becomes healthy', async () => {
  const name = `${repositories[0]}@${digest}`;
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
