import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Command } from './process-spec.ts';

/** How a child ended, as one phrase for a log line. */
export type Exit = string;

/** A spawned child and the promise of its end. */
export interface RunningChild {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
}

/**
 * Starts a command in a process group of its own, its output going line by line to the debug log.
 * Throws `not_ready` when the file cannot be executed.
 */
export async function startChild(name: string, command: Command, log: Log): Promise<RunningChild> {
  const extra = Array.from({ length: command.extraPipes ?? 0 }, () => 'pipe' as const);
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...extra];
  const child = spawn(command.file, [...command.args], { env: { ...command.env }, stdio, detached: true });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  for (const stream of [child.stdout, child.stderr]) if (stream) logLines(name, stream, log);
  // A pipe that breaks because the child died is told by its exit; unhandled, it would end the runner.
  for (const stream of child.stdio) stream?.on('error', () => {});
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new DeskhandError('not_ready', `${name}: cannot execute ${command.file}: ${String(cause)}`, {
      hint: 'The image or the installation is incomplete.',
      cause,
    });
  }
  child.on('error', (error) => log.debug('signal not delivered', { process: name, error: String(error) }));
  return { process: child, pid: child.pid ?? 0, exited };
}

// Nothing tells when the last process of a group has ended: they are not our children.
const GROUP_POLL_MS = 20;

/**
 * Ends a child: SIGTERM, then SIGKILL to its whole group once it is gone or `withinMs` is over; what it started gets `lingerMs`
 * more to end by itself. Resolves when all have ended.
 */
export async function stopChild(child: RunningChild, withinMs: number, lingerMs = 0): Promise<void> {
  child.process.kill('SIGTERM');
  const deadline = setTimeout(() => killGroup(child.pid), withinMs);
  await child.exited;
  clearTimeout(deadline);
  for (let waited = 0; waited < lingerMs && groupLives(child.pid); waited += GROUP_POLL_MS)
    await sleep(GROUP_POLL_MS);
  killGroup(child.pid);
}

function groupLives(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** Ends a child and all that it started in its group, at once. Nothing happens when nothing is left. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nothing of the group is left.
  }
}

function logLines(name: string, stream: Readable, log: Log): void {
  createInterface({ input: stream }).on('line', (line) => log.debug(line, { process: name }));
}
