import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Allowlist, isNeverReached } from '../../../../src/runner/egress/allowlist.ts';
import { createEgressProxy } from '../../../../src/runner/egress/proxy.ts';
import type { ProxyOptions } from '../../../../src/runner/egress/proxy.ts';

describe('the list of allowed hosts', () => {
  test.each([
    ['example.com', 'example.com', 443, true],
    ['example.com', 'www.Example.COM.', 80, true],
    ['example.com', 'example.com', 22, false],
    ['example.com', 'badexample.com', 443, false],
    ['example.com', 'example.com.evil.test', 443, false],
    ['example.com:8443', 'example.com', 8443, true],
    ['example.com:8443', 'example.com', 443, false],
    ['192.0.2.7:*', '192.0.2.7', 9, true],
    ['192.0.2.7', '0xC0.0.2.7', 80, true],
    ['[2001:DB8::7]:81', '[2001:db8:0::7]', 81, true],
    ['bücher.example', 'xn--bcher-kva.example', 443, true],
  ])('%s: %s at %i is %s', (entry, host, port, allowed) => {
    expect(new Allowlist([entry]).allows(host, port)).toBe(allowed);
  });

  test.each(['https://example.com', 'example.com/path', '*', '*.example.com', 'a b', 'example.com:0', ''])(
    'refuses the entry "%s" instead of guessing what it opens',
    (entry) => {
      expect(() => new Allowlist([entry])).toThrow(/is no host/);
    },
  );

  test('an empty list opens nothing', () => {
    expect(new Allowlist([]).allows('example.com', 443)).toBe(false);
  });

  test.each([
    '127.0.0.1',
    '0.0.0.0',
    '::1',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
  ])('%s is open to nobody', (address) => {
    expect(isNeverReached(address)).toBe(true);
  });

  test.each(['10.0.0.1', '192.0.2.7', '2001:db8::7'])('%s may be opened', (address) => {
    expect(isNeverReached(address)).toBe(false);
  });
});

describe('the proxy', () => {
  const seen: string[] = [];
  let site: Server;
  let sitePort: number;
  let proxy: NetServer | undefined;
  let lines: string[];

  beforeEach(async () => {
    seen.length = 0;
    lines = [];
    site = createServer((request, response) => {
      seen.push(
        `${request.method} ${request.url} ${request.headers.host} ${request.headers['proxy-authorization']}`,
      );
      request.pipe(response);
    });
    sitePort = await listening(site);
  });
  afterEach(async () => {
    proxy?.close();
    site.closeAllConnections();
    site.close();
  });

  /** A proxy whose names all lead to this machine, where the site is. */
  async function start(options: Partial<ProxyOptions> = {}): Promise<number> {
    proxy = createEgressProxy({
      allowlist: new Allowlist([`allowed.test:${sitePort}`]),
      resolve: async () => ['127.0.0.1'],
      refuses: () => false,
      log: (line) => lines.push(line),
      ...options,
    });
    return listening(proxy);
  }

  test('hands a plain request on, body and all, without its own headers', async () => {
    const port = await start();
    const answer = await speak(
      port,
      `POST http://allowed.test:${sitePort}/a?b HTTP/1.1\r\nhost: other.test\r\nproxy-authorization: secret\r\ncontent-length: 4\r\nconnection: close\r\n\r\nbody`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\r\n4\r\nbody\r\n/s);
    expect(seen).toEqual([`POST /a?b allowed.test:${sitePort} undefined`]);
  });

  test('tunnels to an allowed host', async () => {
    const port = await start();
    const inside = 'GET /inside HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    const answer = await speak(port, `CONNECT allowed.test:${sitePort} HTTP/1.1\r\n\r\n`, inside);
    expect(answer).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 200 /);
    expect(seen).toEqual(['GET /inside x undefined']);
  });

  test.each([
    [
      'a plain request',
      (port: number) => `GET http://other.test:${port}/ HTTP/1.1\r\nhost: allowed.test\r\n`,
    ],
    ['a tunnel', (port: number) => `CONNECT other.test:${port} HTTP/1.1\r\n`],
  ])('refuses %s to another host and says so', async (_, head) => {
    const port = await start();
    const answer = await speak(port, `${head(sitePort)}connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*other\.test:\d+ is not on the list of allowed hosts\.\n/s);
    expect(lines).toEqual([`refused: other.test:${sitePort} is not on the list of allowed hosts.`]);
    expect(seen).toEqual([]);
  });

  test('refuses an allowed name that leads to a forbidden address', async () => {
    const port = await start({ resolve: async () => ['169.254.169.254'], refuses: isNeverReached });
    const answer = await speak(port, `CONNECT allowed.test:${sitePort} HTTP/1.1\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*169\.254\.169\.254, which is never open/s);
  });

  test('answers 502 where nobody listens, and 403 to a request that is for itself', async () => {
    const port = await start({ allowlist: new Allowlist(['allowed.test:1']) });
    expect(await speak(port, 'CONNECT allowed.test:1 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /);
    expect(await speak(port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 403 /,
    );
  });
});

async function listening(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What a server answers to these bytes until it closes; `then` is sent after its first answer. */
function speak(port: number, first: string, then?: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => socket.write(first));
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    if (answer === '' && then !== undefined) socket.write(then);
    answer += text;
  });
  socket.on('close', () => resolve(answer)).on('error', reject);
  return promise;
}
