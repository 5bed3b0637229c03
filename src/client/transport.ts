import { DeskhandError } from '../base/errors.ts';
import { errorFromResponse } from './response-error.ts';

/** Where a desktop's API is and what opens it. */
export interface Address {
  /** Origin such as `http://127.0.0.1:6080`. */
  readonly url: string;
  /** Bearer token. */
  readonly token: string;
}

/** One request. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are an answer and not an error, besides 2xx. */
  readonly accept?: readonly number[];
}

/** Sends a request and gives the response, its body unread. */
export type Transport = (path: string, options?: RequestOptions) => Promise<Response>;

/**
 * A transport over `fetch`. A status outside 2xx and `accept` becomes the server's own DeskhandError, no answer becomes
 * `not_ready`, an abort becomes the signal's reason or `cancelled`.
 */
export function createTransport(address: Address, fetchImpl: typeof fetch = fetch): Transport {
  return async (path, options = {}) => {
    const url = new URL(path, address.url);
    for (const [key, value] of Object.entries(options.query ?? {}))
      if (value !== undefined) url.searchParams.set(key, value);
    const response = await fetchImpl(url, requestInit(address, options)).catch((error: unknown) => {
      throw connectionError(address, options.signal, error);
    });
    if (response.ok || options.accept?.includes(response.status) === true) return response;
    throw await errorFromResponse(response);
  };
}

/** The error for a request that got no answer, or whose answer broke off. */
export function connectionError(
  address: Address,
  signal: AbortSignal | undefined,
  cause: unknown,
): DeskhandError {
  if (signal?.aborted === true) {
    const reason: unknown = signal.reason;
    return reason instanceof DeskhandError
      ? reason
      : new DeskhandError('cancelled', 'The request was cancelled.', { cause });
  }
  return new DeskhandError('not_ready', `The desktop at ${address.url} does not answer.`, {
    hint: 'See whether it runs with `deskhand ps`, and what it says with `deskhand logs`.',
    cause,
  });
}

function requestInit(address: Address, options: RequestOptions): RequestInit {
  const json = options.body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method: options.method ?? 'GET',
    headers: { authorization: `Bearer ${address.token}`, ...json, ...options.headers },
    redirect: 'error',
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}
