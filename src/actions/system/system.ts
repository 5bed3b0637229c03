import { spawn } from 'node:child_process';
import { DeskhandError } from '../../base/errors.ts';
import { listApplications } from './applications.ts';
import type { Application } from './applications.ts';
import { runShell } from './shell.ts';
import type { ShellOptions, ShellResult } from './shell.ts';

/** A program that was started and goes on by itself. */
export interface StartedProgram {
  readonly pid: number;
  /** Resolves with its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** What the system actions may reach: programs of the desktop, in its environment without secrets. */
export interface SystemAccess {
  /** Folder that relative paths start from. */
  readonly home: string;
  /** Folders that the `files` action may reach. */
  readonly folders: readonly string[];
  /** The installed applications with a window. */
  applications(): Promise<readonly Application[]>;
  /** Starts a program that outlives the call. Throws `action_failed` when it cannot be started. */
  start(command: readonly string[]): Promise<StartedProgram>;
  /** Runs a command line to its end; nothing of it is left afterwards. */
  shell(command: string, options: ShellOptions): Promise<ShellResult>;
}

/** What the programs are given. */
export interface SystemOptions {
  /** Their whole environment: it must hold no secret. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
}

/** Access to the system that this process runs on. */
export function createSystem({ env, home }: SystemOptions): SystemAccess {
  return {
    home,
    folders: [home, '/tmp'],
    applications: () => listApplications(),
    start: (command) => start(command, env, home),
    shell: (command, options) => runShell(command, { ...options, env, cwd: options.cwd ?? home }),
  };
}

async function start(
  [file, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<StartedProgram> {
  const child = spawn(file ?? '', args, { env, cwd, stdio: 'ignore', detached: true });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new DeskhandError('action_failed', `${file} cannot be started: ${cause.message}`, { cause })),
    );
  });
  return { pid: child.pid ?? 0, exited };
}
