import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkJsonOutput } from '../../support/json-output.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/** Away from the user's own cache. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/deskhand', import.meta.url));

/** How a run of the real program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the real program is run. */
export interface DeskhandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Sends this signal once its output holds the text. */
  readonly interrupt?: { readonly when: string; readonly signal: NodeJS.Signals };
}

/** Runs the real program in a process of its own with nothing of this environment but PATH and HOME; throws when its JSON breaks its schema. */
export async function deskhand(argv: readonly string[], options: DeskhandOptions = {}): Promise<Ended> {
  const own = { PATH: process.env['PATH'], HOME: '/nonexistent', NODE_COMPILE_CACHE: CACHE };
  const env = { ...own, DESKHAND_LEDGER: ':memory:', ...options.env };
  const child = spawn(process.execPath, [MAIN, ...argv], { env, cwd: options.cwd });
  child.stdin.end(options.stdin ?? '');
  let stdout = '';
  let stderr = '';
  let sent = false;
  const look = () => {
    const { interrupt } = options;
    if (interrupt === undefined || sent || !(stdout + stderr).includes(interrupt.when)) return;
    sent = true;
    child.kill(interrupt.signal);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  checkJsonOutput(argv, { code, stdout });
  return { code, stdout, stderr };
}
