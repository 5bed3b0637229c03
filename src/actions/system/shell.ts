import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** What a command may take and leave. */
export interface ShellOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly cwd?: string | undefined;
}

/** How a command ended. */
export interface ShellResult {
  /** Null when a signal ended it, as at the time limit. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether output beyond the limit was left out. */
  readonly truncated: boolean;
  readonly timedOut: boolean;
}

/** Bytes kept of each of the two outputs. */
const OUTPUT_LIMIT = 100_000;
/** After the shell has ended its output is read this much longer, in ms: a child in the background may hold it open. */
const DRAIN_MS = 100;

/**
 * Runs a command line with bash in a process group of its own, with no input. At the time limit or when `signal` fires
 * the whole group is killed, and at the end what is left of it, so that nothing goes on behind the caller's back.
 */
export async function runShell(
  command: string,
  options: ShellOptions & { readonly env: Readonly<Record<string, string>> },
): Promise<ShellResult> {
  const { timeoutMs, signal, cwd, env } = options;
  signal.throwIfAborted();
  const child = spawn('/bin/bash', ['-c', command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  let timedOut = false;
  const kill = () => killGroup(child);
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, timeoutMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const exitCode = await untilExit(child);
    kill();
    signal.throwIfAborted();
    return {
      exitCode,
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated() || stderr.truncated(),
      timedOut,
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

async function untilExit(child: ChildProcess): Promise<number | null> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DRAIN_MS);
  });
  await Promise.race([closed, late]);
  clearTimeout(timer);
  return code;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

function collect(stream: Readable): { text(): string; truncated(): boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  let isTruncated = false;
  stream.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, OUTPUT_LIMIT - size);
    isTruncated ||= kept.length < chunk.length;
    size += kept.length;
    if (kept.length > 0) chunks.push(kept);
  });
  return { text: () => Buffer.concat(chunks).toString('utf8'), truncated: () => isTruncated };
}
