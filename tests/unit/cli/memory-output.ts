import { JsonOutput } from '../../../src/cli/json-output.ts';
import { createPaint } from '../../../src/cli/paint.ts';
import { TextOutput } from '../../../src/cli/text-output.ts';

/** An output that keeps what it is given. */
export function memoryOutput(
  options: {
    readonly json?: boolean;
    readonly quiet?: boolean;
    readonly verbose?: boolean;
    readonly colours?: boolean;
  } = {},
) {
  const out: (string | Uint8Array)[] = [];
  const err: (string | Uint8Array)[] = [];
  const { quiet = false, verbose = false, colours = false } = options;
  const parts = {
    stdout: { write: (data: string | Uint8Array) => out.push(data) },
    stderr: { write: (data: string | Uint8Array) => err.push(data) },
    paint: createPaint(colours),
    quiet,
    verbose,
  };
  const output = options.json === true ? new JsonOutput(parts) : new TextOutput(parts);
  return { output, stdout: () => out.join(''), stderr: () => err.join('') };
}
