import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { containerSpec } from '../../../src/host/container-spec.ts';
import { expectInTime } from '../support/recovery-time.ts';
import { eventually } from '../support/recovery.ts';
import { noOwnEngine } from '../support/own-machine.ts';
import { loadInto, startSecondEngine } from '../support/second-engine.ts';
import type { SecondEngine } from '../support/second-engine.ts';

const reason = await noOwnEngine();

describe.skipIf(reason !== undefined)(
  `an engine that restarts${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let engine: SecondEngine;
    let container: Docker.Container;
    const token = randomBytes(16).toString('hex');

    beforeAll(async () => {
      engine = await startSecondEngine();
      await loadInto(engine, inject('image'));
      container = await createDesktop(engine.docker, token);
      await container.start();
      await expectWorking(container, token);
    }, 180_000);

    afterAll(() => engine?.[Symbol.asyncDispose](), 60_000);

    test.each(['SIGKILL', 'SIGTERM'] as const)('by %s brings its desktop back', async (signal) => {
      await expectBackInTime(async () => {
        await engine.end(signal);
        await engine.start();
      });
    });

    test('after a power cut brings its desktop back', async () => {
      await expectBackInTime(async () => {
        await engine.cutPower();
        await engine.start();
      });
    });

    test.each(['SIGKILL', 'SIGTERM'] as const)(
      'by %s with live-restore leaves its desktop as it is',
      async (signal) => {
        await engine.end('SIGTERM');
        await engine.start('--live-restore');
        await expectWorking(container, token);
        const before = await startedAt(container);
        await expectInTime(container, async () => {
          await engine.end(signal);
          await engine.start('--live-restore');
          return tookToWork();
        });
        expect(await startedAt(container)).toBe(before);
      },
    );

    /** From the engine's readiness on. */
    async function expectBackInTime(restart: () => Promise<void>): Promise<void> {
      await expectInTime(container, async () => {
        const before = await startedAt(container);
        await restart();
        await expectStartedAfter(before, container);
        return tookToWork();
      });
    }

    async function tookToWork(): Promise<number> {
      const since = performance.now();
      await expectWorking(container, token);
      return performance.now() - since;
    }
  },
);

/** A desktop as the CLI makes it, without a network, for which the engine has no bridge. */
async function createDesktop(docker: Docker, token: string): Promise<Docker.Container> {
  const seccomp = readFileSync(new URL('../../../image/seccomp.json', import.meta.url), 'utf8');
  const spec = containerSpec({ name: 'test', image: inject('image'), token, seccomp });
  const { PortBindings: _, ExtraHosts: __, ...hardening } = spec.HostConfig ?? {};
  return docker.createContainer({
    ...spec,
    HostConfig: { ...hardening, NetworkMode: 'none' },
  });
}

/** When the running desktop was started; throws when it does not run. */
async function startedAt(container: Docker.Container): Promise<string> {
  const { State } = await container.inspect();
  if (!State.Running) throw new Error(`the desktop is ${State.Status}, exit code ${State.ExitCode}`);
  return State.StartedAt;
}

async function expectStartedAfter(before: string, container: Docker.Container): Promise<void> {
  await eventually(async () => expect(await startedAt(container)).not.toBe(before), 20_000);
}

/** Asks the desktop from inside, since no port leads to it: all processes ready, and a page opens. */
const PROBE = `
const url = 'http://127.0.0.1:6080';
const health = await (await fetch(url + '/healthz')).json();
const headers = { authorization: 'Bearer ' + process.argv[1], 'content-type': 'application/json' };
const body = JSON.stringify({ action: 'goto', url: 'data:text/html,<title>alive</title>' });
const answer = await (await fetch(url + '/v1/actions', { method: 'POST', headers, body })).json();
console.log(JSON.stringify({ status: health.status, states: health.processes.map(({ state }) => state), title: answer.result?.title }));`;

async function expectWorking(container: Docker.Container, token: string): Promise<void> {
  await eventually(async () => {
    const said = await run(container, ['node', '--input-type=module', '-e', PROBE, token]);
    expect(JSON.parse(said)).toEqual({
      status: 'ok',
      states: ['ready', 'ready', 'ready'],
      title: 'alive',
    });
  });
}

/** What a program in the container prints. */
async function run(container: Docker.Container, command: string[]): Promise<string> {
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  container.modem.demuxStream(stream, out, err);
  stream.on('end', () => {
    out.end();
    err.end();
  });
  err.resume();
  let said = '';
  for await (const chunk of out) said += String(chunk);
  return said;
}
