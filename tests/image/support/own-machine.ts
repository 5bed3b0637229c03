import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { eventually } from './recovery.ts';

/**
 * Processes with mounts, process ids, a network and a /run of their own, as if on a machine of their own with this one's files. Their
 * first one ends with this test, however it ends, and the kernel then ends all others and drops their mounts and network.
 */
export interface OwnMachine extends AsyncDisposable {
  /** Ends when the machine does. */
  readonly process: ChildProcess;
  /** Starts one more program there, its output added to a file. */
  spawn(command: readonly string[], log: string): Promise<ChildProcess>;
  /** Runs a program there to its end. Throws when it fails. */
  run(...command: readonly string[]): Promise<void>;
}

const PROGRAMS = ['containerd', 'ctr', 'dockerd', 'nsenter', 'unshare'] as const;

/** Why no second engine can be run here; undefined when one can. */
export async function noOwnEngine(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the engine runs in a virtual machine here';
  if (process.getuid?.() !== 0) return 'an engine of its own needs root';
  const found = await Promise.all(PROGRAMS.map(async (name) => ((await isInPath(name)) ? [] : [name])));
  const missing = found.flat();
  return missing.length === 0 ? undefined : `there is no ${missing.join(', no ')} here`;
}

/**
 * The first process waits for the end of its input, which is this test's end, and takes in what loses its parent. The first program's
 * end is everyone's end too. Without the machine's /run nobody there finds the machine's engine, firewall or service manager.
 */
const FIRST_PROCESS = `
  mount -t tmpfs tmpfs /run || exit
  exec 3<&0
  cat <&3 & input=$!
  { "$@" 3<&-; kill $input; } &
  wait $input`;

/** Starts such a machine with its first program, whose output is added to a file. */
export function startOwnMachine(first: readonly string[], log: string): OwnMachine {
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc'];
  const machine = spawnLogged('unshare', [...namespaces, 'sh', '-c', FIRST_PROCESS, 'init', ...first], log);
  const within = async (command: readonly string[]) => {
    const init = await firstChild(machine);
    return ['--target', init, '--net', '--mount', '--pid', ...command];
  };
  return {
    process: machine,
    spawn: async (command, file) => spawnLogged('nsenter', await within(command), file),
    async run(...command) {
      await execa('nsenter', await within(command));
    },
    async [Symbol.asyncDispose]() {
      if (hasEnded(machine)) return;
      const ended = once(machine, 'exit');
      machine.stdin?.end();
      await ended;
    },
  };
}

/** Whether a process has ended by now. */
export function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function spawnLogged(program: string, args: readonly string[], log: string): ChildProcess {
  const file = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['pipe', file, file] });
  closeSync(file);
  return child;
}

/** Namespaces of process ids hold for a process's children only. */
async function firstChild({ pid }: ChildProcess): Promise<string> {
  return eventually(async () => {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const [first] = children.split(' ');
    if (!first) throw new Error('unshare has not started a process');
    return first;
  });
}

async function isInPath(name: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(found)).includes(true);
}
