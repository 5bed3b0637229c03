import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { execa } from 'execa';
import { expect } from 'vitest';
import { lookAt } from '../../../src/runner/supervisor/proc.ts';
import { eventually } from './recovery.ts';

/** Loading an image, and on a busy machine the engine's own start, in ms. */
const START_MS = 60_000;

/** A Docker Engine beside the machine's own, for tests that break it. Disposing of it leaves nothing behind. */
export interface SecondEngine extends AsyncDisposable {
  readonly docker: Docker;
  /** Ends the engine's process by the signal and resolves once it has gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again with the same data; resolves once it answers. */
  start(...more: readonly string[]): Promise<void>;
}

/** Why no second engine can be run here; undefined when one can. */
export async function noSecondEngine(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the engine runs in a virtual machine here';
  if (process.getuid?.() !== 0) return 'an engine of its own needs root';
  const has = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  const found = await Promise.all(
    (process.env['PATH'] ?? '').split(':').map((folder) => has(join(folder, 'dockerd'))),
  );
  return found.includes(true) ? undefined : 'there is no dockerd here';
}

/** Starts an engine with data, socket, containers and network of its own; it can reach nothing of the machine's network, and has no bridge. */
export async function startSecondEngine(): Promise<SecondEngine> {
  const root = await mkdtemp(join(tmpdir(), 'deskhand-engine-'));
  // Not the machine's own settings, which may name the folders that are given here.
  await writeFile(join(root, 'engine.json'), '{}');
  const docker = new Docker({ socketPath: join(root, 'docker.sock') });
  let engine: ChildProcess | undefined;
  const start = async (...more: readonly string[]) => {
    engine = spawnEngine(root, more);
    await untilAnswers(docker, engine, root);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
    const exited = once(engine, 'exit');
    engine.kill(signal);
    await exited;
    if (signal === 'SIGKILL') await forgetContainerd(root);
  };
  const dispose = async () => {
    for (const { Id } of await docker.listContainers({ all: true }).catch(() => []))
      await docker.getContainer(Id).remove({ force: true, v: true });
    await end('SIGTERM');
    await unmountAll(root);
    await rm(root, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { docker, start, end, [Symbol.asyncDispose]: dispose };
}

/** Gives an engine an image of the machine's own. */
export async function loadInto(engine: SecondEngine, image: string): Promise<void> {
  const saved = await new Docker().getImage(image).get();
  const answer = await engine.docker.loadImage(saved, { quiet: true });
  // Its end is the end of the work.
  for await (const _ of answer);
}

function spawnEngine(root: string, more: readonly string[]): ChildProcess {
  const log = openSync(join(root, 'engine.log'), 'a');
  const args = [
    `--data-root=${join(root, 'data')}`,
    `--exec-root=${join(root, 'run')}`,
    `--pidfile=${join(root, 'engine.pid')}`,
    `--host=unix://${join(root, 'docker.sock')}`,
    `--config-file=${join(root, 'engine.json')}`,
    // Where the machine has a containerd of its own, the engine shares it.
    `--containerd-namespace=deskhand-test-${process.pid}`,
    `--containerd-plugins-namespace=deskhand-test-plugins-${process.pid}`,
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--storage-driver=overlay2',
    ...more,
  ];
  // An engine without a bridge removes `docker0` where it runs, which is the bridge of the machine's own engine: it gets a network
  // namespace of its own, in which it can see and change nothing of the machine. `unshare` becomes dockerd, so the pid is the engine's.
  const child = spawn('unshare', ['--net', 'dockerd', ...args], { stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

/**
 * An engine's own containerd dies with it (PDEATHSIG). Where nobody reaps it, the next engine takes the zombie for a containerd that
 * still runs and waits for it.
 */
async function forgetContainerd(root: string): Promise<void> {
  const file = join(root, 'run', 'containerd', 'containerd.pid');
  const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (pid === 0) return;
  await eventually(async () => expect([undefined, 'Z']).toContain(lookAt(pid)?.state), 10_000);
  await rm(file, { force: true });
}

async function untilAnswers(docker: Docker, engine: ChildProcess, root: string): Promise<void> {
  const end = performance.now() + START_MS;
  for (;;) {
    try {
      await docker.ping();
      return;
    } catch (error) {
      if (engine.exitCode === null && performance.now() < end) await sleep(50);
      else
        throw new Error(`dockerd does not answer: ${await readFile(join(root, 'engine.log'), 'utf8')}`, {
          cause: error,
        });
    }
  }
}

/** Namespaces and layers that are still mounted would keep the folder from being removed. */
async function unmountAll(root: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1]);
  for (const path of mounts.filter((each) => each?.startsWith(`${root}/`)).toReversed())
    await execa('umount', ['--lazy', path ?? ''], { reject: false });
}
