import { chmod, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { contextEndpoint } from '../../../src/host/docker-context.ts';
import { engineCandidates, engineConnection, isRemote } from '../../../src/host/engine-address.ts';
import { connectEngine } from '../../../src/host/engine.ts';
import { startFakeEngine } from './fake-engine.ts';

const noContext = async () => undefined;

describe('engineCandidates', () => {
  it('takes DOCKER_HOST alone when it is set', async () => {
    const env = { DOCKER_HOST: 'tcp://box:2375' };
    expect(await engineCandidates({ env, context: async () => 'unix:///ctx.sock' })).toEqual([
      { host: 'tcp://box:2375', source: 'DOCKER_HOST' },
    ]);
  });

  it("takes the current context's engine alone when there is one", async () => {
    expect(await engineCandidates({ env: {}, context: async () => 'unix:///ctx.sock' })).toEqual([
      { host: 'unix:///ctx.sock', source: 'the current Docker context' },
    ]);
  });

  it('looks at the rootful, the rootless and the desktop sockets otherwise', async () => {
    const found = await engineCandidates({ env: { HOME: '/home/me' }, uid: 1000, context: noContext });
    expect(found.map(({ host }) => host)).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/1000/docker.sock',
      'unix:///home/me/.docker/run/docker.sock',
      'unix:///home/me/.docker/desktop/docker.sock',
    ]);
  });
});

describe('engineConnection', () => {
  it.each([
    ['unix:///run/d.sock', {}, { socketPath: '/run/d.sock' }],
    ['tcp://box:2375', {}, { protocol: 'http', host: 'box', port: 2375 }],
    ['box:1234', {}, { protocol: 'http', host: 'box', port: 1234 }],
    ['tcp://box', { DOCKER_TLS_VERIFY: '1' }, { protocol: 'https', host: 'box', port: 2376 }],
    ['ssh://me@box', {}, { protocol: 'ssh', host: 'box', port: 22, username: 'me' }],
  ])('understands %s', (address, env, expected) => {
    expect(engineConnection(address, env)).toEqual(expected);
  });

  it.each(['ftp://box', 'tcp://', '://'])('refuses %s', (address) => {
    expect(() => engineConnection(address, {})).toThrow(
      expect.objectContaining({ code: 'no_engine', exitCode: 3 }),
    );
  });
});

describe('isRemote', () => {
  it.each([
    ['unix:///run/d.sock', false],
    ['tcp://localhost:2375', false],
    ['127.0.0.1:2375', false],
    ['tcp://[::1]:2375', false],
    ['tcp://box:2375', true],
    ['ssh://me@box', true],
  ])('of %s is %s', (address, remote) => {
    expect(isRemote(address)).toBe(remote);
  });
});

describe('contextEndpoint', () => {
  it('asks the docker command for the context that its settings name', async () => {
    const home = await mkdtemp(join(tmpdir(), 'deskhand-ctx-'));
    await mkdir(join(home, '.docker'));
    await writeFile(join(home, '.docker', 'config.json'), '{"currentContext":"rootless"}');
    // A docker command that answers for this context only.
    const shim = '#!/bin/sh\n[ "$1 $2 $3" = "context inspect rootless" ] && echo unix:///rootless.sock\n';
    await writeFile(join(home, 'docker'), shim);
    await chmod(join(home, 'docker'), 0o755);
    vi.stubEnv('PATH', `${home}${delimiter}${process.env['PATH']}`);
    expect(await contextEndpoint({ HOME: home })).toBe('unix:///rootless.sock');
    expect(await contextEndpoint({ HOME: home, DOCKER_CONTEXT: 'default' })).toBeUndefined();
    await rm(home, { recursive: true });
  });
});

describe('connectEngine', () => {
  it('connects to the engine that answers', async () => {
    await using fake = await startFakeEngine();
    const engine = await connectEngine(fake.env);
    expect(engine.host).toBe(fake.env.DOCKER_HOST);
    expect(fake.calls).toEqual(['GET /_ping']);
  });

  it('says which address does not answer and what to do', async () => {
    await expect(connectEngine({ DOCKER_HOST: 'unix:///nonexistent.sock' })).rejects.toMatchObject({
      code: 'no_engine',
      message: 'No Docker engine answers at unix:///nonexistent.sock (from DOCKER_HOST).',
      hint: expect.stringContaining('unset DOCKER_HOST') as string,
    });
  });
});
