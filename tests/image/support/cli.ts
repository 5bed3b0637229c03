import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Options } from 'execa';
import { checkJsonOutput } from '../../support/json-output.ts';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the host CLI as a user would, in a folder of the caller's choice; never throws for an exit code, but for JSON that breaks its schema. */
export async function deskhand(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Ended> {
  const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
  const ended = await program(process.execPath, [main, ...args], options);
  checkJsonOutput(args, { code: ended.exitCode, stdout: ended.stdout });
  return ended;
}

/** Runs any program; never throws for an exit code. */
export async function program(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Ended> {
  const settings: Options = { reject: false, stripFinalNewline: true, cwd: projectFolder, ...options };
  const { exitCode, stdout, stderr } = await execa(file, args, settings);
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
