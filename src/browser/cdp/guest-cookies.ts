/** Reads, sets or deletes what is in a cookie jar. */
const OF_TARGET =
  /^(Network\.(getCookies|getAllCookies|setCookie|setCookies|deleteCookies|clearBrowserCookies)|Page\.(getCookies|deleteCookie))$/;
const OF_CONTEXT = /^Storage\.(getCookies|setCookies|clearCookies)$/;

/** Whose jar a command is about: the session's own, that of the context in its parameters, or none. */
export function cookieJarOf(method: string): 'session' | 'context' | undefined {
  if (OF_TARGET.test(method)) return 'session';
  return OF_CONTEXT.test(method) ? 'context' : undefined;
}

/** What tells cookies in the events about requests and answers, by event. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  'Network.requestWillBeSentExtraInfo': ['associatedCookies'],
  'Network.responseReceivedExtraInfo': ['blockedCookies', 'exemptedCookies'],
  'Network.responseReceivedEarlyHints': [],
  'Fetch.requestPaused': [],
};
const HEADERS = /^(set-)?cookie2?$/i;

/** An event's parameters without the cookies in them; what it is made of stays, since clients wait for it. Pure. */
export function withoutCookies(method: string, params: unknown): unknown {
  const lists = TELLING[method];
  if (lists === undefined || typeof params !== 'object' || params === null) return params;
  const kept = Object.entries(params).flatMap(([name, value]: [string, unknown]) => {
    // The headers once more, as they came.
    if (name === 'headersText') return [];
    if (lists.includes(name)) return [[name, []]];
    if (name === 'headers') return [[name, cleaned(value)]];
    if (name === 'responseHeaders') return [[name, Array.isArray(value) ? value.filter(isClean) : value]];
    return [[name, value]];
  });
  return Object.fromEntries(kept) as object;
}

function cleaned(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HEADERS.test(name)));
}

function isClean(header: unknown): boolean {
  const name = typeof header === 'object' && header !== null && 'name' in header ? header.name : undefined;
  return typeof name !== 'string' || !HEADERS.test(name);
}
