import { DeskhandError, isErrorCode } from '../base/errors.ts';
import type { DeskhandErrorOptions, ErrorCode } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';

/** The failure of a call in another vendor's dialect, with the answer in that vendor's shape that tells the model of it. */
export class DialectError extends DeskhandError {
  readonly answer: JsonObject;

  constructor(code: ErrorCode, message: string, answer: JsonObject, options: DeskhandErrorOptions = {}) {
    super(code, message, options);
    this.answer = answer;
  }
}

/**
 * The error that a response carries as `{"error":{code,message,hint}}`, a {@link DialectError} where `answer` stands beside it; one
 * made from its status where it carries none. `retryAfterS` is what the header says.
 */
export async function errorFromResponse(response: Response): Promise<DeskhandError> {
  const text = await response.text().catch(() => '');
  const retry = retryAfter(response);
  const body = errorBody(text);
  if (body === undefined) {
    const said = text.trim().slice(0, 200);
    return new DeskhandError(
      codeForStatus(response.status),
      `The desktop answered ${response.status}${said === '' ? '' : `: ${said}`}`,
      retry,
    );
  }
  const { message, hint, answer } = body;
  const code = isErrorCode(body.code) ? body.code : codeForStatus(response.status);
  const options = { ...retry, ...(hint === undefined ? {} : { hint }) };
  return answer === undefined
    ? new DeskhandError(code, message, options)
    : new DialectError(code, message, answer, options);
}

function retryAfter({ headers }: Response): { retryAfterS?: number } {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? { retryAfterS: Number(seconds) } : {};
}

interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly answer?: JsonObject;
}

function errorBody(text: string): ErrorBody | undefined {
  try {
    const { error, answer } = JSON.parse(text) as { error?: Record<string, unknown>; answer?: unknown };
    const { code, message, hint } = error ?? {};
    if (typeof code !== 'string' || typeof message !== 'string') return undefined;
    return {
      code,
      message,
      ...(typeof hint === 'string' ? { hint } : {}),
      ...(typeof answer === 'object' && answer !== null ? { answer: answer as JsonObject } : {}),
    };
  } catch {
    return undefined;
  }
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'bad_input',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'busy',
  413: 'too_large',
  422: 'action_failed',
  429: 'rate_limited',
  503: 'not_ready',
  504: 'timeout',
};

function codeForStatus(status: number): ErrorCode {
  return BY_STATUS[status] ?? 'internal';
}
