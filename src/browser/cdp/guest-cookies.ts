/** Reads, sets or deletes what is in a cookie jar. */
const OF_TARGET =
  /^(Network\.(getCookies|getAllCookies|setCookie|setCookies|deleteCookies|clearBrowserCookies)|Page\.(getCookies|deleteCookie))$/;
const OF_CONTEXT = /^Storage\.(getCookies|setCookies|clearCookies)$/;

/** Whose jar a command is about: the session's own, that of the context in its parameters, or none. */
export function cookieJarOf(method: string): 'session' | 'context' | undefined {
  if (OF_TARGET.test(method)) return 'session';
  return OF_CONTEXT.test(method) ? 'context' : undefined;
}

/** Domains whose events and answers hold the headers of requests, under whatever name Chromium has for them. */
const TELLING = /^(Network|Fetch|Audits|CacheStorage)\./;
/** Headers once more, as they came, or a line of them: no client waits for these. */
const AS_THEY_CAME = new Set(['headersText', 'requestHeadersText', 'rawCookieLine']);
/** Lists of cookies, which clients do wait for. */
const LISTS = new Set(['associatedCookies', 'blockedCookies', 'exemptedCookies']);
/** Headers by name, or as a list of names and values. */
const HEADERS = new Set(['headers', 'requestHeaders', 'responseHeaders']);
const COOKIE = /^(set-)?cookie2?$/i;

/**
 * What an event tells, or a command is answered, without the cookies in it, however deep; what it is made of stays, since clients
 * wait for it. Pure.
 */
export function withoutCookies(method: string, told: unknown): unknown {
  return TELLING.test(method) ? cleaned(told) : told;
}

function cleaned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const kept = Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (AS_THEY_CAME.has(name)) return [];
    if (LISTS.has(name)) return [[name, []]];
    return [[name, HEADERS.has(name) ? cleanHeaders(inner) : cleaned(inner)]];
  });
  return Object.fromEntries(kept) as object;
}

function cleanHeaders(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return headers;
  if (Array.isArray(headers)) return headers.filter(isClean);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !COOKIE.test(name)));
}

function isClean(header: unknown): boolean {
  const name = typeof header === 'object' && header !== null && 'name' in header ? header.name : undefined;
  return typeof name !== 'string' || !COOKIE.test(name);
}
