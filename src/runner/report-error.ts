import type { DeskhandError } from '../base/errors.ts';

/** Prints an error as two lines on stderr, what is wrong and what to do, and gives its exit code. */
export function reportError(error: DeskhandError): number {
  const stack =
    error.code === 'internal' && error.cause instanceof Error ? `${error.cause.stack ?? ''}\n` : '';
  process.stderr.write(`error: ${error.message} (${error.code})\n${stack}`);
  if (error.hint !== undefined) process.stderr.write(`hint: ${error.hint}\n`);
  return error.exitCode;
}
