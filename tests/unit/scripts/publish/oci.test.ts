import { expect, test } from 'vitest';
import { statementOf } from '../../../../scripts/publish/attestation.ts';
import { annotationsOf, webAddress } from '../../../../scripts/publish/context.ts';
import { imageManifest, publishedConfig } from '../../../../scripts/publish/oci.ts';
import { provenanceOf, publicArgs, workflowRun } from '../../../../scripts/publish/provenance.ts';

const CREATED = new Date('2026-11-22T10:00:00Z');

test('the published configuration has its labels, one time, and none of the engine’s notes', () => {
  const built = {
    architecture: 'amd64',
    os: 'linux',
    created: '2020-01-01T00:00:00Z',
    'moby.buildkit.buildinfo.v1': 'the mirrors that were used',
    config: { User: '1000:1000', Labels: { z: 'old', a: 'kept' } },
    rootfs: { type: 'layers', diff_ids: ['sha256:1'] },
    history: [{ created: '2020-01-01T00:00:00Z', created_by: 'COPY' }],
  };
  const published = publishedConfig(built, { z: 'new', b: 'more' }, CREATED);
  expect(JSON.stringify(published)).not.toMatch(/buildinfo|2020/);
  expect(published).toMatchObject({
    created: '2026-11-22T10:00:00.000Z',
    config: { User: '1000:1000' },
    rootfs: built.rootfs,
    history: [{ created: '2026-11-22T10:00:00.000Z', created_by: 'COPY' }],
  });
  expect(Object.entries(published.config.Labels ?? {})).toEqual([
    ['a', 'kept'],
    ['b', 'more'],
    ['z', 'new'],
  ]);
});

test('equal annotations in another order give an equal manifest', () => {
  const config = { mediaType: 'c', digest: 'sha256:1', size: 1 };
  const one = imageManifest(config, [], { a: '1', b: '2' });
  expect(JSON.stringify(one)).toBe(JSON.stringify(imageManifest(config, [], { b: '2', a: '1' })));
});

test('annotations have the names of the OCI specification', () => {
  const context = {
    source: 'https://github.com/o/d',
    ref: 'r',
    revision: 'abc',
    version: '1',
    tags: [],
    isRebuild: false,
    created: CREATED,
  };
  expect(annotationsOf(context)).toMatchObject({
    'org.opencontainers.image.source': 'https://github.com/o/d',
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.created': '2026-11-22T10:00:00.000Z',
  });
});

test.each([
  ['https://github.com/o/d.git', 'https://github.com/o/d'],
  ['https://user:secret@github.com/o/d', 'https://github.com/o/d'],
  ['git@github.com:o/d.git', 'https://github.com/o/d'],
  ['ssh://git@github.com/o/d', 'https://github.com/o/d'],
  ['/some/folder', undefined],
  ['', undefined],
])('the remote %j is %s on the web', (remote, address) => {
  expect(webAddress(remote)).toBe(address);
});

test('a statement is about one image', () => {
  expect(statementOf('type', { a: 1 }, 'deskhand', 'sha256:12')).toMatchObject({
    predicateType: 'type',
    subject: [{ name: 'deskhand', digest: { sha256: '12' } }],
    predicate: { a: 1 },
  });
});

test.each([
  ['http://deb.debian.org/debian', 'http://deb.debian.org/debian'],
  ['http://ftp.de.debian.org/debian', 'http://ftp.de.debian.org/debian'],
  ['http://mirror.corp.example/debian', 'a mirror of the builder'],
  ['https://me:secret@deb.debian.org/debian', 'a mirror of the builder'],
  ['http://debian.org.example/debian', 'a mirror of the builder'],
])('a mirror is published only where it is Debian’s own: %s', (given, published) => {
  expect(publicArgs({ DEBIAN: 'a', DEBIAN_MIRROR: given })).toEqual({
    DEBIAN: 'a',
    DEBIAN_MIRROR: published,
  });
});

test('provenance tells the source, the parameters, the base images and the run', () => {
  const env = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'o/d',
    GITHUB_RUN_ID: '5',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_TOKEN: 'never-this',
  };
  const run = workflowRun(env);
  const base = { uri: 'pkg:docker/debian@trixie-slim', digest: { sha256: '1' } };
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: 'sha256:2', size: 3 };
  const provenance = provenanceOf({
    source: 'https://github.com/o/d',
    ref: 'refs/heads/main',
    revision: 'abc',
    args: { DEBIAN: 'debian:trixie-slim' },
    labels: { 'io.deskhand.source': 'feed' },
    dockerfile: 'FROM scratch\n',
    layers: [layer],
    platform: 'linux/arm64',
    bases: [base],
    finished: CREATED,
    ...(run === undefined ? {} : { run }),
  });
  const url = 'https://github.com/o/d/actions/runs/5/attempts/2';
  expect(provenance).toMatchObject({
    buildDefinition: {
      externalParameters: {
        request: { args: { 'build-arg:DEBIAN': 'debian:trixie-slim', 'label:io.deskhand.source': 'feed' } },
      },
      internalParameters: { builderPlatform: 'linux/arm64' },
      resolvedDependencies: [
        { uri: 'git+https://github.com/o/d@refs/heads/main', digest: { gitCommit: 'abc' } },
        {
          name: 'Dockerfile.cua',
          digest: { sha256: 'bb57c7da220a8753d7bdabac0d3afdb6efa742e4c736c5bc93ab40dfd5e23b9b' },
        },
        base,
      ],
    },
    runDetails: {
      builder: { id: url },
      metadata: {
        invocationId: url,
        finishedOn: CREATED.toISOString(),
        buildkit_metadata: {
          vcs: { revision: 'abc' },
          source: { infos: [{ filename: 'Dockerfile.cua', data: btoa('FROM scratch\n') }] },
          layers: { 'step0:0': [[layer]] },
        },
      },
    },
  });
  expect(JSON.stringify(provenance)).not.toContain('never-this');
  expect(workflowRun({})).toBeUndefined();
});
