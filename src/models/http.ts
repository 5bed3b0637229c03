import OpenAI from 'openai';
import { nextTraceHeaders } from '../base/trace.ts';

/** Request headers that leave this process. `OPENAI_*` variables can add headers inside the SDK; they end here. */
const SENT_HEADERS = ['accept', 'authorization', 'content-type', 'x-grok-conv-id', 'api-key'];

/** Where requests go. */
export interface Endpoint {
  /** May carry a query, such as Azure's `?api-version=…`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Sent as `x-grok-conv-id`, so that one conversation meets one server's cache. */
  readonly conversation: string;
}

/**
 * An `openai` client for one endpoint that reads nothing from the environment: key, address, organisation and project are
 * set, other headers are filtered, and its retries are off because they cannot tell a rate limit from used-up credits.
 */
export function openClient(endpoint: Endpoint, timeoutMs: number): OpenAI {
  const url = new URL(endpoint.baseUrl);
  const query = Object.fromEntries(url.searchParams);
  url.search = '';
  return new OpenAI({
    apiKey: endpoint.apiKey,
    adminAPIKey: null,
    baseURL: url.href.replace(/\/$/, ''),
    organization: null,
    project: null,
    webhookSecret: null,
    defaultQuery: query,
    defaultHeaders: { 'x-grok-conv-id': endpoint.conversation },
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: plainFetch(endpoint.apiKey),
  });
}

function plainFetch(
  apiKey: string,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const given = new Headers(init?.headers);
    const headers = new Headers(SENT_HEADERS.flatMap((name) => pair(name, given.get(name))));
    headers.set('authorization', `Bearer ${apiKey}`);
    headers.set('user-agent', 'deskhand');
    for (const [name, value] of Object.entries(nextTraceHeaders())) headers.set(name, value);
    const response = await fetch(input, { ...init, headers });
    return asStream(response, given.get('accept'), init?.body);
  };
}

function pair(name: string, value: string | null): [string, string][] {
  return value === null ? [] : [[name, value]];
}

/**
 * A stream was asked for and plain JSON came, under a good status: an error body, or a host that does not stream. As one
 * event of a stream the SDK hands it on instead of dropping it.
 */
async function asStream(response: Response, accept: string | null, body: unknown): Promise<Response> {
  const streaming = typeof body === 'string' && body.includes('"stream":true');
  const type = response.headers.get('content-type') ?? '';
  if (!streaming || !response.ok || !type.includes('json')) return response;
  const text = (await response.text()).replaceAll(/[\r\n]+/g, ' ');
  const headers = new Headers(response.headers);
  headers.set('content-type', accept ?? 'text/event-stream');
  headers.delete('content-length');
  headers.delete('content-encoding');
  return new Response(`data: ${text}\n\n`, { status: response.status, headers });
}
