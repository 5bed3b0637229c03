import { inLines } from '../base/control-characters.ts';
import type { DeskhandError } from '../base/errors.ts';
import type { LogFormat } from './log-format.ts';
import { jsonLine } from './log.ts';

/** Prints an error on stderr, what is wrong and what to do, as two lines or as one of JSON, and gives its exit code. */
export function reportError(error: DeskhandError, format: LogFormat = 'text'): number {
  const { code, message, hint, exitCode } = error;
  const stack = code === 'internal' && error.cause instanceof Error ? error.cause.stack : undefined;
  if (format === 'json') {
    process.stderr.write(jsonLine('error', message, { code, hint, stack }));
    return exitCode;
  }
  const lines = [
    `error: ${message} (${code})`,
    ...(stack === undefined ? [] : [stack]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
  for (const line of lines) process.stderr.write(`${inLines(line)}\n`);
  return exitCode;
}
