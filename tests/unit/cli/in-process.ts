import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../../src/cli/program.ts';

/** How a command line ended that was run in this process. */
export interface EndedHere {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, so that the test's own clock is the program's. Nothing of this environment is passed on. */
export async function deskhandHere(
  argv: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<EndedHere> {
  const text = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text[name] += chunk.toString('utf8');
        done();
      },
    });
  const code = await runProgram(argv, {
    process: { env, cwd, stdin: Readable.from([]), stdout: sink('stdout'), stderr: sink('stderr') },
    signal: new AbortController().signal,
    interruptedWith: () => undefined,
    version: '0.0.0',
  });
  return { code, ...text };
}
