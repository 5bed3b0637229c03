import { listenForInterruption } from './interruption.ts';
import { packageVersion } from './own-package.ts';
import { runProgram } from './program.ts';

/** Runs a command line as this process: its streams, its signals, and its exit code when all is written. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  // A reader that has had enough (`deskhand logs | head`) is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const interruption = listenForInterruption({
    target: process,
    onFirst: (signal) => stderr.write(`${signal}: cleaning up … (again to leave at once)\n`),
    giveUp: (code) => process.exit(code),
  });
  const code = await runProgram(argv, {
    process: { env, cwd: process.cwd(), stdin, stdout, stderr },
    signal: interruption.signal,
    interruptedWith: () => interruption.exitCode(),
    version: packageVersion(),
  });
  // Idle keep-alive connections must not hold the process; what was written must be out first.
  stdout.write('', () => process.exit(code));
}
