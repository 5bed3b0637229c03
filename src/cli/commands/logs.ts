import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: {
    name: { type: 'positional', description: 'Desktop, running or not (default: the only running one)' },
    follow: { type: 'boolean', alias: 'f', description: 'Go on until it stops' },
    tail: { type: 'string', alias: 'n', valueHint: 'LINES', description: 'The last lines only' },
  },
  async run(context, { name, follow, tail }) {
    if (tail !== undefined && !/^\d+$/.test(tail))
      throw new DeskhandError('bad_input', `--tail must be a whole number, not "${tail}".`);
    const { findDesktop, findRunning } = await import('../../host/desktops.ts');
    const { logLines } = await import('../../host/container-logs.ts');
    const engine = await context.engine();
    const { id } = name === undefined ? await findRunning(engine) : await findDesktop(engine, name);
    const { output, signal } = context;
    const lines = logLines(engine, id, {
      follow,
      tail: tail === undefined ? undefined : Number(tail),
      signal,
    });
    for await (const entry of lines) output.item(entry, entry.line);
  },
});
