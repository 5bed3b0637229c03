import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { hasEnded, startOwnMachine } from './own-machine.ts';
import type { OwnMachine } from './own-machine.ts';

/** An engine's start on a busy machine, in ms. */
const START_MS = 60_000;

/** How an engine's process is ended. */
export type EngineEnd = 'SIGTERM' | 'SIGKILL';

/** A Docker Engine beside the machine's own, for tests that break it. Disposing of it leaves nothing behind. */
export interface SecondEngine extends AsyncDisposable {
  readonly docker: Docker;
  /** Ends dockerd by the signal and resolves once it has gone; containerd and what it runs go on, as under a service manager. */
  end(signal: EngineEnd): Promise<void>;
  /** Starts dockerd again with the same data; resolves once it answers. */
  start(...more: readonly string[]): Promise<void>;
  /** Ends every process of it at once and empties its /run, as a power cut does; `start` then boots it. */
  cutPower(): Promise<void>;
}

/** Starts an engine with data, socket, containers, processes, mounts and network of its own; it can reach nothing of the machine's network, and has no bridge. */
export async function startSecondEngine(): Promise<SecondEngine> {
  const root = await mkdtemp(join(tmpdir(), 'deskhand-engine-'));
  await writeFile(join(root, 'containerd.toml'), containerdConfig(root));
  // Not the machine's own settings, which may name the folders that are given here.
  await writeFile(join(root, 'dockerd.json'), '{}');
  const docker = new Docker({ socketPath: join(root, 'docker.sock') });
  let machine: OwnMachine | undefined;
  let engine: ChildProcess | undefined;

  const start = async (...more: readonly string[]) => {
    machine ??= await boot(root);
    const log = join(root, 'dockerd.log');
    const started = await machine.spawn(['dockerd', ...dockerdArguments(root), ...more], log);
    engine = started;
    await answers(started, log, () => docker.ping());
  };
  const end = async (signal: EngineEnd) => {
    if (machine === undefined || engine === undefined || hasEnded(engine)) return;
    const exited = once(engine, 'exit');
    // What was spawned is not dockerd itself, whose id in its own namespace is in its file.
    await machine.run('sh', '-c', `kill -${signal.slice('SIG'.length)} "$(cat ${PID_FILE})"`);
    await exited;
  };
  const cutPower = async () => {
    await machine?.[Symbol.asyncDispose]();
    machine = undefined;
  };
  const dispose = async () => {
    await cutPower();
    await rm(root, { recursive: true, force: true });
    await removeCgroups(basename(root));
  };
  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { docker, start, end, cutPower, [Symbol.asyncDispose]: dispose };
}

/** Gives an engine an image of the machine's own. */
export async function loadInto(engine: SecondEngine, image: string): Promise<void> {
  const saved = await new Docker().getImage(image).get();
  const answer = await engine.docker.loadImage(saved, { quiet: true });
  // Its end is the end of the work.
  for await (const _ of answer);
}

const PID_FILE = '/run/docker.pid';
const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** A machine with a containerd that answers. */
async function boot(root: string): Promise<OwnMachine> {
  const log = join(root, 'containerd.log');
  const machine = startOwnMachine(['containerd', '--config', join(root, 'containerd.toml')], log);
  try {
    await answers(machine.process, log, () =>
      machine.run('ctr', '--address', CONTAINERD_SOCKET, 'namespaces', 'list'),
    );
    return machine;
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}

/** What outlives a boot stands in the folder; what does not, in the machine's own /run. */
function containerdConfig(root: string): string {
  return `version = 2
root = "${join(root, 'containerd')}"
state = "/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${CONTAINERD_SOCKET}"
`;
}

function dockerdArguments(root: string): string[] {
  return [
    `--containerd=${CONTAINERD_SOCKET}`,
    `--data-root=${join(root, 'docker')}`,
    '--exec-root=/run/docker',
    `--pidfile=${PID_FILE}`,
    `--host=unix://${join(root, 'docker.sock')}`,
    `--config-file=${join(root, 'dockerd.json')}`,
    // An engine without a bridge removes the `docker0` that it finds: never to be started outside a network namespace of its own.
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--storage-driver=overlay2',
    '--exec-opt=native.cgroupdriver=cgroupfs',
    `--cgroup-parent=/${basename(root)}`,
  ];
}

/** Resolves once `ask` does; throws with the log when the process has ended or does not answer in time. */
async function answers(process: ChildProcess, log: string, ask: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + START_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (hasEnded(process) || performance.now() > end)
        throw new Error(`no answer from what writes this log:\n${await readFile(log, 'utf8')}`, {
          cause: error,
        });
      await sleep(50);
    }
  }
}

/** Cgroups are no namespace's: those of containers that were cut off stay, empty, in each hierarchy. */
async function removeCgroups(name: string): Promise<void> {
  const mount = '/sys/fs/cgroup';
  const hierarchies = await readdir(mount, { withFileTypes: true });
  const parents = hierarchies
    .filter((each) => each.isDirectory())
    .map((each) => join(mount, each.name, name));
  for (const parent of [join(mount, name), ...parents]) {
    const folders = await readdir(parent, { withFileTypes: true }).catch(() => []);
    for (const each of folders.filter((folder) => folder.isDirectory())) await rmdir(join(parent, each.name));
    await rmdir(parent).catch(() => undefined);
  }
}
