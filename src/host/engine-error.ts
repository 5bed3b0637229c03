import { DeskhandError } from '../base/errors.ts';

/** The HTTP status of an error that the engine answered with. */
export function engineStatus(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** What the engine said, without dockerode's `(HTTP code 500) server error - ` before it. */
export function engineMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^\(HTTP code \d+\)[^-]* - /, '').trim();
}

/** An error of the engine as a DeskhandError for what was being done; one that is one already stays as it is. */
export function engineError(doing: string, error: unknown): DeskhandError {
  if (error instanceof DeskhandError) return error;
  const message = engineMessage(error);
  const port = /port is already allocated|address already in use/.test(message);
  if (port)
    return new DeskhandError('bad_input', 'That port of this machine is taken.', {
      hint: 'Choose another one with --port, or leave --port out to get a free one.',
      cause: error,
    });
  return new DeskhandError('internal', `The Docker engine failed to ${doing}: ${message}`, {
    hint: '`deskhand doctor` checks the engine.',
    cause: error,
  });
}
