import { DeskhandError, toDeskhandError } from '../base/errors.ts';
import type { Output } from './output.ts';

/** Reports what a command threw and gives the exit code: a signal's own code before the error's. */
export function reportError(thrown: unknown, output: Output, interruptedWith: number | undefined): number {
  const error = toDeskhandError(thrown);
  if (interruptedWith !== undefined) {
    output.error(
      error.code === 'cancelled' ? error : new DeskhandError('cancelled', error.message, { cause: error }),
    );
    return interruptedWith;
  }
  output.error(error);
  return error.exitCode;
}
