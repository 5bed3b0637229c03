import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { onOneLine } from '../../base/control-characters.ts';
import { DeskhandError } from '../../base/errors.ts';
import { commandEnvironment } from '../child-environment.ts';
import { SIGNAL_EXIT } from '../signals.ts';
import type { StopSignal } from '../signals.ts';
import { startDesktop } from '../start.ts';

const SIGNALS = Object.keys(SIGNAL_EXIT) as StopSignal[];

/**
 * Any other command: runs it as it is once the desktop works, with stdin, stdout and stderr of its own, and passes on signals
 * and its exit code (127 when there is no such program, 126 when it cannot be executed).
 */
export async function execute(command: readonly [string, ...string[]]): Promise<number> {
  const desktop = await startDesktop();
  const { settings, runtime } = desktop;
  try {
    await runtime.ready(AbortSignal.timeout(30_000));
    const env = commandEnvironment(process.env, settings.values.DISPLAY, settings.secretNames);
    return await runCommand(command, env);
  } finally {
    await desktop.stop();
  }
}

async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  env: Record<string, string>,
): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit', env });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT')
          process.stderr.write(`deskhand: there is no command "${onOneLine(file)}"; see deskhand --help\n`);
        else
          return reject(
            new DeskhandError('action_failed', `cannot execute ${file}: ${error.message}`, { cause: error }),
          );
        resolve(127);
      });
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 9 : constants.signals[signal])),
      );
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}
