/** The session is over or was never there: a fresh link is needed. */
export class NoSession extends Error {}

/** A JSON answer of the desktop. Throws {@link NoSession} on 401 and an Error with the server's sentence on any other failure. */
export async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (response.status === 401) throw new NoSession();
  const answer: unknown = await response.json();
  if (!response.ok && path !== '/healthz') {
    const { error } = answer as { error?: { message?: string } };
    throw new Error(error?.message ?? `the desktop answered ${response.status}`);
  }
  return answer as T;
}

/** Trades the token in the address's fragment for a session, and takes it out of the address first. Throws {@link NoSession} without either. */
export async function openSession(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  history.replaceState(null, '', '/');
  if (token !== null) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch('/v1/session', { method: 'POST', headers });
    if (!response.ok) throw new NoSession();
    return;
  }
  await call('/v1/session');
}
