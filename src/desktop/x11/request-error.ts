import { DeskhandError } from '../../base/errors.ts';

// Core error codes (X11 protocol, appendix B), in order from 1.
const NAMES = [
  'BadRequest',
  'BadValue',
  'BadWindow',
  'BadPixmap',
  'BadAtom',
  'BadCursor',
  'BadFont',
  'BadMatch',
  'BadDrawable',
  'BadAccess',
  'BadAlloc',
  'BadColormap',
  'BadGContext',
  'BadIDChoice',
  'BadName',
  'BadLength',
  'BadImplementation',
];

/** The fields that npm `x11` puts on an error that the server sent. */
interface ProtocolError extends Error {
  readonly error: number;
  readonly badParam?: number;
  readonly majorOpcode?: number;
  readonly minorOpcode?: number;
}

/** Whether an error came from the X server, as opposed to the socket. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof Error && 'error' in error && typeof error.error === 'number';
}

/** An X error's name, such as `BadWindow`; undefined for anything else. */
export function xErrorName(error: unknown): string | undefined {
  const source = error instanceof DeskhandError ? error.cause : error;
  return isProtocolError(source) ? (NAMES[source.error - 1] ?? `error ${source.error}`) : undefined;
}

/** An error of a request as a DeskhandError (`internal`) that names it, the request's opcode and the bad value. */
export function requestError(error: Error): DeskhandError {
  if (error instanceof DeskhandError) return error;
  const name = xErrorName(error);
  if (name === undefined || !isProtocolError(error)) {
    return new DeskhandError('internal', error.message, { cause: error });
  }
  const opcode = `${error.majorOpcode ?? '?'}.${error.minorOpcode ?? 0}`;
  const value = (error.badParam ?? 0).toString(16);
  return new DeskhandError(
    'internal',
    `The X server answered ${name} (request ${opcode}, value 0x${value}).`,
    {
      cause: error,
    },
  );
}

/** `work`, or undefined when the window it asks about has gone in the meantime. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const name = xErrorName(error);
    if (name === 'BadWindow' || name === 'BadDrawable' || name === 'BadMatch') return undefined;
    throw error;
  }
}
