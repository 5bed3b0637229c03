import { describe, expect, test } from 'vitest';
import { Access } from '../../../src/server/auth/access.ts';
import { readCookie, sessionCookieName, strictCookie } from '../../../src/server/auth/cookies.ts';
import { checkHost, checkOrigin } from '../../../src/server/auth/same-site.ts';
import { SESSION_MS } from '../../../src/server/auth/sessions.ts';
import { Tickets } from '../../../src/server/auth/tickets.ts';
import { bearerToken, randomToken, sameSecret } from '../../../src/server/auth/token.ts';

function clock() {
  const time = { now: 1_000_000 };
  return { time, now: () => time.now };
}

describe('tokens', () => {
  test('are random and hold 256 bits', () => {
    expect(Buffer.from(randomToken(), 'base64url')).toHaveLength(32);
    expect(randomToken()).not.toBe(randomToken());
  });

  test.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'abc', false],
    ['ключ', 'ключ', true],
  ])('%j and %j are the same: %s', (a, b, same) => {
    expect(sameSecret(a, b)).toBe(same);
  });

  test.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [undefined, undefined],
  ])('the header %j carries %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe('tickets', () => {
  test('work once', () => {
    const tickets = new Tickets();
    const { ticket } = tickets.issue('viewer');
    expect(tickets.redeem('viewer', ticket)).toBe(true);
    expect(tickets.redeem('viewer', ticket)).toBe(false);
  });

  test('expire after half a minute', () => {
    const { time, now } = clock();
    const tickets = new Tickets(now);
    const { ticket, expires } = tickets.issue('viewer');
    expect(expires).toBe(time.now + 30_000);
    const { ticket: other } = tickets.issue('viewer');
    time.now += 29_999;
    expect(tickets.redeem('viewer', other)).toBe(true);
    time.now += 1;
    expect(tickets.redeem('viewer', ticket)).toBe(false);
  });

  test('open only what they are for', () => {
    const tickets = new Tickets();
    const { ticket } = tickets.issue('demo');
    expect(tickets.redeem('viewer', ticket)).toBe(false);
    expect(tickets.redeem('demo', ticket)).toBe(true);
  });

  test('cannot fill the memory: the oldest gives way', () => {
    const tickets = new Tickets();
    const first = tickets.issue('viewer').ticket;
    for (let i = 0; i < 1000; i++) tickets.issue('viewer');
    expect(tickets.redeem('viewer', first)).toBe(false);
  });
});

describe('access', () => {
  const TOKEN = 'the-right-token';
  const from = (authorization?: string, address = '10.0.0.1', cookie?: string, host = '127.0.0.1:6080') => ({
    authorization,
    cookie,
    host,
    address,
  });
  const code = (work: () => unknown) => {
    try {
      work();
      return 'let in';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  test('is given for the token and refused for any other or none', () => {
    const access = new Access(TOKEN);
    expect(access.authenticate(from(`Bearer ${TOKEN}`)).kind).toBe('token');
    expect(code(() => access.authenticate(from('Bearer wrong')))).toBe('unauthorized');
    expect(code(() => access.authenticate(from()))).toBe('unauthorized');
  });

  test('is given for a session’s cookie, under the name for that port only, until it expires', () => {
    const { time, now } = clock();
    const access = new Access(TOKEN, now);
    const id = access.sessions.open();
    expect(id).not.toContain(TOKEN);
    expect(access.authenticate(from(undefined, '::1', `a=b; deskhand_session_6080=${id}`))).toEqual({
      kind: 'session',
      id,
      expires: time.now + SESSION_MS,
    });
    expect(code(() => access.authenticate(from(undefined, '::1', `deskhand_session_7000=${id}`)))).toBe(
      'unauthorized',
    );
    time.now += SESSION_MS;
    expect(code(() => access.authenticate(from(undefined, '::1', `deskhand_session_6080=${id}`)))).toBe(
      'unauthorized',
    );
  });

  test('outlives a restart with the same long token, and neither a changed one nor a change of its end', () => {
    const { now } = clock();
    const long = 'a-token-of-thirty-two-characters';
    const id = new Access(long, now).sessions.open();
    expect(new Access(long, now).sessions.has(id)).toBe(true);
    expect(new Access(`${long}!`, now).sessions.has(id)).toBe(false);
    const [, ...rest] = id.split('.');
    expect(new Access(long, now).sessions.has(['zzzzzzzzz', ...rest].join('.'))).toBe(false);
    // Of a short token a session's value would let its holder try out guesses.
    expect(new Access('short', now).sessions.has(new Access('short', now).sessions.open())).toBe(false);
  });

  test('a demo session opens nothing else', () => {
    const access = new Access(TOKEN);
    const id = access.demoSessions.open();
    expect(
      code(() =>
        access.authenticate(from(undefined, '::1', `deskhand_session_6080=${id}; deskhand_demo=${id}`)),
      ),
    ).toBe('unauthorized');
  });

  test('guessing is slowed down for an address after ten wrong tokens; the right one always opens', () => {
    const { time, now } = clock();
    const access = new Access(TOKEN, now);
    for (let i = 0; i < 10; i++)
      expect(code(() => access.authenticate(from('Bearer no')))).toBe('unauthorized');
    expect(code(() => access.authenticate(from('Bearer no')))).toBe('rate_limited');
    expect(code(() => access.authenticate(from('Bearer no', '10.0.0.2')))).toBe('unauthorized');
    expect(code(() => access.authenticate(from(`Bearer ${TOKEN}`)))).toBe('let in');
    time.now += 60_000;
    expect(code(() => access.authenticate(from('Bearer no')))).toBe('unauthorized');
  });

  test('an eleventh wrong token is not let through however the clock goes on meanwhile', () => {
    const { time, now } = clock();
    const access = new Access(TOKEN, now);
    const answers = Array.from({ length: 12 }, () => {
      time.now += 5;
      return code(() => access.authenticate(from('Bearer no')));
    });
    expect(answers.filter((answer) => answer === 'unauthorized')).toHaveLength(10);
    time.now += 6000;
    expect(code(() => access.authenticate(from('Bearer no')))).toBe('unauthorized');
    expect(code(() => access.authenticate(from('Bearer no')))).toBe('rate_limited');
  });

  test('missing credentials are no guesses', () => {
    const access = new Access(TOKEN);
    for (let i = 0; i < 50; i++) code(() => access.authenticate(from()));
    expect(code(() => access.authenticate(from(`Bearer ${TOKEN}`)))).toBe('let in');
  });
});

describe('host names', () => {
  const allowed = ['my-box', '*.example.org', 'Desk.Example.com'];

  test.each([
    '127.0.0.1:6080',
    'localhost',
    'LOCALHOST:80',
    'a.localhost:1',
    '[::1]:6080',
    '192.168.1.5',
    'my-box:6080',
    'x.example.org',
    'desk.example.com',
  ])('%s is ours', (host) => {
    expect(() => checkHost(host, allowed)).not.toThrow();
  });

  test.each([
    undefined,
    '',
    'evil.com',
    'evil.com:6080',
    'example.org',
    'localhost.evil.com',
    '127.0.0.1.nip.io',
    '127.0.0.1@evil.com',
    'a b',
    '[::1',
    '999.1.1.1',
  ])('%s is not', (host) => {
    expect(() => checkHost(host, allowed)).toThrow(expect.objectContaining({ code: 'forbidden' }) as Error);
  });

  test('an asterisk allows all', () => {
    expect(() => checkHost('anything.example', ['*'])).not.toThrow();
  });
});

describe('origins', () => {
  const host = '127.0.0.1:6080';
  const check =
    (origin: string | undefined, required = false, fetchSite?: string) =>
    () =>
      checkOrigin({ host, origin, fetchSite }, required);

  test('our own page and programs without an origin may call', () => {
    expect(check('http://127.0.0.1:6080')).not.toThrow();
    expect(check('https://127.0.0.1:6080', true, 'same-origin')).not.toThrow();
    expect(check(undefined)).not.toThrow();
  });

  test.each([
    ['http://127.0.0.1:3000', false, undefined],
    ['http://127.0.0.1', false, undefined],
    ['null', false, undefined],
    ['https://evil.com', false, undefined],
    ['http://127.0.0.1:6080', false, 'cross-site'],
    ['http://127.0.0.1:6080', false, 'same-site'],
    [undefined, true, undefined],
    [undefined, false, 'cross-site'],
  ] as const)('%s (required %s, Sec-Fetch-Site %s) may not', (origin, required, fetchSite) => {
    expect(check(origin, required, fetchSite)).toThrow(
      expect.objectContaining({ code: 'forbidden' }) as Error,
    );
  });
});

describe('cookies', () => {
  test('are read by their whole name', () => {
    expect(readCookie('xdeskhand=1; deskhand=2;other=3', 'deskhand')).toBe('2');
    expect(readCookie('deskhand=a=b', 'deskhand')).toBe('a=b');
    expect(readCookie(undefined, 'deskhand')).toBeUndefined();
  });

  test('are named by port, since ports share cookies', () => {
    expect(sessionCookieName('127.0.0.1:6080')).not.toBe(sessionCookieName('127.0.0.1:6081'));
    expect(sessionCookieName('desk.example')).toBe('deskhand_session_default');
  });

  test('are out of scripts’ and other sites’ reach', () => {
    expect(strictCookie('a', 'b', '/demo', 5000)).toBe(
      'a=b; Path=/demo; Max-Age=5; HttpOnly; SameSite=Strict',
    );
  });
});
