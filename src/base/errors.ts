/** What each error code means to a shell (exit code) and to an HTTP client (status). The only table of its kind. */
const CODES = {
  bad_input: { exit: 2, status: 400 },
  unauthorized: { exit: 3, status: 401 },
  forbidden: { exit: 1, status: 403 },
  human_in_control: { exit: 1, status: 403 },
  not_found: { exit: 2, status: 404 },
  busy: { exit: 1, status: 409 },
  stale_ref: { exit: 1, status: 409 },
  too_large: { exit: 2, status: 413 },
  action_failed: { exit: 1, status: 422 },
  rate_limited: { exit: 1, status: 429 },
  cancelled: { exit: 130, status: 499 },
  internal: { exit: 1, status: 500 },
  not_ready: { exit: 3, status: 503 },
  no_engine: { exit: 3, status: 503 },
  no_image: { exit: 3, status: 503 },
  no_key: { exit: 3, status: 503 },
  bad_key: { exit: 3, status: 503 },
  no_credits: { exit: 3, status: 503 },
  model_gone: { exit: 3, status: 503 },
  model_failed: { exit: 1, status: 502 },
  limit_reached: { exit: 4, status: 409 },
  timeout: { exit: 124, status: 504 },
} as const;

/** The closed set of error codes; they appear as `error.code` in JSON and on the HTTP side. */
export type ErrorCode = keyof typeof CODES;

/** Whether a text that came from outside is one of the codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(CODES, code);
}

/** Every code with the HTTP status that it goes with, for the documentation of the contract. */
export const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = Object.fromEntries(
  Object.entries(CODES).map(([code, { status }]) => [code, status]),
) as Record<ErrorCode, number>;

/** Options of {@link DeskhandError}. */
export interface DeskhandErrorOptions {
  /** What the reader can do about it: one sentence. */
  readonly hint?: string;
  /** After how many whole seconds trying again makes sense. */
  readonly retryAfterS?: number;
  /** That it was thrown before any input was sent, where the code does not say so by itself. */
  readonly nothingDone?: boolean;
  readonly cause?: unknown;
}

/** The one error class: a code that programs branch on, a sentence that people read, a hint that helps. */
export class DeskhandError extends Error {
  override readonly name = 'DeskhandError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** After how many whole seconds trying again makes sense, where that is known. */
  readonly retryAfterS: number | undefined;
  /** Whether it is known that no input had been sent yet. */
  readonly nothingDone: boolean;

  constructor(code: ErrorCode, message: string, options: DeskhandErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryAfterS = options.retryAfterS;
    this.nothingDone = options.nothingDone ?? (code === 'bad_input' || code === 'stale_ref');
  }

  /** The process exit code for this error (docs/architecture.md, exit codes). */
  get exitCode(): number {
    return CODES[this.code].exit;
  }

  /** The HTTP status for this error. */
  get status(): number {
    return CODES[this.code].status;
  }

  /** The wire form: `{code, message, hint?}`. */
  toJSON(): { code: ErrorCode; message: string; hint?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** Any thrown value as a {@link DeskhandError}; what is not one already becomes `internal` with its cause kept. */
export function toDeskhandError(error: unknown): DeskhandError {
  if (error instanceof DeskhandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DeskhandError('internal', message, { cause: error });
}
