import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDigests, writeDigest } from '../../../../scripts/publish/digests.ts';
import { copyArgs, indexArgs, isLoopback, signArgs } from '../../../../scripts/publish/registry.ts';
import { checkedRepositories, repositoriesOf } from '../../../../scripts/publish/repositories.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

describe('skopeo', () => {
  test('copies everything as it is, to a digest and to no tag', () => {
    const args = copyArgs('/layout', 'ghcr.io/o/d', DIGEST);
    expect(args).toEqual(expect.arrayContaining(['--all', '--preserve-digests']));
    expect(args.slice(-2)).toEqual(['oci:/layout:image', `docker://ghcr.io/o/d@${DIGEST}`]);
  });

  test.each([
    ['127.0.0.1:5000/d', true],
    ['localhost:5000/d', true],
    ['[::1]:5000/d', true],
    ['ghcr.io/o/d', false],
    ['localhost.example.com/d', false],
    ['127.0.0.1.example.com/d', false],
  ])('does without TLS only on this machine: %s', (repository, loopback) => {
    expect(isLoopback(repository)).toBe(loopback);
    expect(copyArgs('/layout', repository, DIGEST).includes('--dest-tls-verify=false')).toBe(loopback);
  });
});

test('an index has every architecture, every tag and annotations of its own', () => {
  expect(indexArgs('r/d', [DIGEST, OTHER], ['edge', 'sha-1'], { title: 'a b' })).toEqual([
    'buildx',
    'imagetools',
    'create',
    '--annotation',
    'index:title=a b',
    '--tag',
    'r/d:edge',
    '--tag',
    'r/d:sha-1',
    `r/d@${DIGEST}`,
    `r/d@${OTHER}`,
  ]);
});

test('what is signed is named by its digest', () => {
  expect(signArgs('r/d', DIGEST)).toEqual(['sign', '--yes', `r/d@${DIGEST}`]);
});

describe('repositories', () => {
  test('of a workflow are GitHub’s, and Docker Hub’s where its secrets exist', () => {
    expect(repositoriesOf({ GITHUB_REPOSITORY: 'Own/desk' })).toEqual(['ghcr.io/Own/desk']);
    expect(repositoriesOf({ GITHUB_REPOSITORY: 'Own/desk', DOCKERHUB_USERNAME: '' })).toEqual([
      'ghcr.io/Own/desk',
    ]);
    expect(repositoriesOf({ GITHUB_REPOSITORY: 'Own/desk', DOCKERHUB_USERNAME: 'me' })).toEqual([
      'ghcr.io/Own/desk',
      'docker.io/me/desk',
    ]);
    expect(repositoriesOf({})).toEqual([]);
  });

  test('are in small letters, as registries want them', () => {
    expect(checkedRepositories(['ghcr.io/Own/Desk'], 'abc')).toEqual(['ghcr.io/own/desk']);
  });

  test('elsewhere get nothing that is not committed', () => {
    expect(() => checkedRepositories(['127.0.0.1:5000/d', 'ghcr.io/o/d'], 'abc-dirty')).toThrow(
      /ghcr\.io\/o\/d/,
    );
    expect(checkedRepositories(['127.0.0.1:5000/d'], 'abc-dirty')).toHaveLength(1);
    expect(() => checkedRepositories([], 'abc')).toThrow(/--to/);
  });
});

test('digests travel as files, in the order of the architectures', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-digests-'));
  try {
    await expect(readDigests(folder)).rejects.toThrow(/no digest/);
    await writeDigest(folder, 'arm64', OTHER);
    await writeDigest(folder, 'amd64', DIGEST);
    expect(await readDigests(folder)).toEqual([DIGEST, OTHER]);
    await writeFile(join(folder, 'other'), 'latest');
    await expect(readDigests(folder)).rejects.toThrow(/"latest"/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
