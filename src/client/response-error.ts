import { DeskhandError, isErrorCode } from '../base/errors.ts';
import type { ErrorCode } from '../base/errors.ts';

/** The error that a response carries as `{"error":{code,message,hint}}`; one made from its status where it carries none. */
export async function errorFromResponse(response: Response): Promise<DeskhandError> {
  const text = await response.text().catch(() => '');
  const body = errorBody(text);
  if (body === undefined) {
    const said = text.trim().slice(0, 200);
    return new DeskhandError(
      codeForStatus(response.status),
      `The desktop answered ${response.status}${said === '' ? '' : `: ${said}`}`,
    );
  }
  const code = isErrorCode(body.code) ? body.code : codeForStatus(response.status);
  return new DeskhandError(code, body.message, body.hint === undefined ? {} : { hint: body.hint });
}

function errorBody(text: string): { code: string; message: string; hint?: string } | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown; hint?: unknown } };
    if (typeof error?.code !== 'string' || typeof error.message !== 'string') return undefined;
    const { code, message, hint } = error;
    return { code, message, ...(typeof hint === 'string' ? { hint } : {}) };
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
