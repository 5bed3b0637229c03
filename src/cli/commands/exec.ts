import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import type { Process } from '../context.ts';

export default defineCommand({
  args: { name: { type: 'positional', description: 'Desktop (default: the only one)' } },
  passesOn: true,
  async run(context, { name }, argv) {
    if (argv.length === 0)
      throw new DeskhandError('bad_input', 'Say which program to run, after two dashes.', {
        hint: `For example: deskhand exec ${name ?? 'desktop'} -- ls -l /tmp`,
      });
    const { findRunning } = await import('../../host/desktops.ts');
    const { execInDesktop } = await import('../../host/container-exec.ts');
    const engine = await context.engine();
    const { id } = await findRunning(engine, name);
    const { stdin, stdout, stderr } = context.process;
    const restore = rawMode(context.process);
    try {
      return await execInDesktop(engine, id, argv, {
        stdin,
        stdout,
        stderr,
        terminal: terminalOf(context.process),
        signal: context.signal,
      });
    } finally {
      restore();
    }
  },
});

/** The terminal's size, when input and output both are that terminal. */
function terminalOf({ stdin, stdout }: Process): { columns: number; rows: number } | undefined {
  if (stdin.isTTY !== true || stdout.isTTY !== true) return undefined;
  const { columns = 80, rows = 24 } = stdout as { columns?: number; rows?: number };
  return { columns, rows };
}

/** Hands keys on as they are pressed, Ctrl-C included; gives the function that ends it. */
function rawMode(process: Process): () => void {
  const stdin = process.stdin as { setRawMode?: (raw: boolean) => void };
  if (terminalOf(process) === undefined || stdin.setRawMode === undefined) return () => undefined;
  stdin.setRawMode(true);
  return () => stdin.setRawMode?.(false);
}
