import { expect, test } from 'vitest';
import { withoutCookies } from '../../../../src/browser/cdp/guest-cookies.ts';

const SENT = { Cookie: 'a=secret', Accept: '*/*' };
const GOT = { 'Set-Cookie': 'a=secret', etag: '1' };
const lines = (text: string) => `HTTP/1.1 200 OK\r\nset-cookie: ${text}\r\n`;

test.each<[method: string, params: object, told: object]>([
  [
    'Network.requestIntercepted',
    { interceptionId: 'i', request: { url: 'u', headers: SENT }, responseHeaders: GOT },
    {
      interceptionId: 'i',
      request: { url: 'u', headers: { Accept: '*/*' } },
      responseHeaders: { etag: '1' },
    },
  ],
  [
    'Fetch.requestPaused',
    { request: { headers: SENT }, responseHeaders: [{ name: 'set-cookie', value: 'a=secret' }] },
    { request: { headers: { Accept: '*/*' } }, responseHeaders: [] },
  ],
  [
    'Fetch.authRequired',
    { request: { headers: SENT }, authChallenge: { realm: 'r' } },
    { request: { headers: { Accept: '*/*' } }, authChallenge: { realm: 'r' } },
  ],
  [
    'Network.requestWillBeSent',
    {
      request: { headers: SENT },
      redirectResponse: { status: 302, headers: GOT, headersText: lines('a=secret'), requestHeaders: SENT },
    },
    {
      request: { headers: { Accept: '*/*' } },
      redirectResponse: { status: 302, headers: { etag: '1' }, requestHeaders: { Accept: '*/*' } },
    },
  ],
  [
    'Network.responseReceived',
    {
      response: {
        headers: GOT,
        requestHeaders: SENT,
        requestHeadersText: 'Cookie: a=secret',
        fromDiskCache: false,
      },
    },
    { response: { headers: { etag: '1' }, requestHeaders: { Accept: '*/*' }, fromDiskCache: false } },
  ],
  [
    'Network.webSocketWillSendHandshakeRequest',
    { requestId: 'r', request: { headers: SENT } },
    { requestId: 'r', request: { headers: { Accept: '*/*' } } },
  ],
  [
    'Network.webSocketHandshakeResponseReceived',
    {
      response: {
        status: 101,
        headers: GOT,
        headersText: lines('a=secret'),
        requestHeaders: SENT,
        requestHeadersText: 'GET / HTTP/1.1\r\nCookie: a=secret',
      },
    },
    { response: { status: 101, headers: { etag: '1' }, requestHeaders: { Accept: '*/*' } } },
  ],
  [
    'Network.signedExchangeReceived',
    { info: { outerResponse: { headers: GOT }, header: { responseHeaders: GOT } } },
    { info: { outerResponse: { headers: { etag: '1' } }, header: { responseHeaders: { etag: '1' } } } },
  ],
  [
    'Audits.issueAdded',
    { issue: { code: 'CookieIssue', details: { cookieIssueDetails: { rawCookieLine: 'a=secret' } } } },
    { issue: { code: 'CookieIssue', details: { cookieIssueDetails: {} } } },
  ],
  [
    'CacheStorage.requestEntries',
    {
      cacheDataEntries: [{ requestURL: 'u', responseHeaders: [{ name: 'Set-Cookie', value: 'a=secret' }] }],
    },
    { cacheDataEntries: [{ requestURL: 'u', responseHeaders: [] }] },
  ],
])('%s is told without cookies, and the rest of it whole', (method, params, told) => {
  expect(withoutCookies(method, params)).toEqual(told);
});

test('what has no headers, and every other domain, is told as it is', () => {
  const data = { requestId: 'r', dataLength: 3, data: 'YWJj', nothing: null, list: [1, 'a'] };
  expect(withoutCookies('Network.dataReceived', data)).toEqual(data);
  const called = { args: [{ value: { headers: SENT } }] };
  expect(withoutCookies('Runtime.consoleAPICalled', called)).toBe(called);
});
