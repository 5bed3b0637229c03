import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { startProxy } from '../../../src/network/proxy.ts';
import type { RunningProxy } from '../../../src/network/proxy.ts';
import type { Resolve } from '../../../src/network/names.ts';
import { NetworkRules } from '../../../src/network/rules.ts';
import { Traffic } from '../../../src/network/traffic.ts';
import { upstreamFrom } from '../../../src/network/upstream.ts';
import type { ChooseUpstream } from '../../../src/network/upstream.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A web server on loopback, and the heads of what it was asked. */
async function origin(
  answer: (message: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    void response.end('hello'),
) {
  const asked: IncomingMessage[] = [];
  const server = createServer((message, response) => {
    asked.push(message);
    answer(message, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked, server };
}

interface Setting {
  readonly allowed?: string[];
  readonly blocked?: string[];
  readonly allowedPrivate?: string[];
  readonly names?: Resolve;
  readonly upstream?: ChooseUpstream;
  readonly demoPort?: number;
}

/** A name server that knows one address for every name. */
const always =
  (address: string): Resolve =>
  async () => [{ address, family: 4 }];

async function proxy(setting: Setting = {}): Promise<RunningProxy & { readonly traffic: Traffic }> {
  const { allowed, blocked = [], allowedPrivate = [] } = setting;
  const traffic = new Traffic(silent, () => performance.now());
  const running = await startProxy({
    rules: new NetworkRules({ allowed, blocked, allowedPrivate }),
    traffic,
    resolve: setting.names ?? always('127.0.0.1'),
    upstream: setting.upstream ?? (() => undefined),
    ownPorts: [setting.demoPort ?? 1],
    demoPort: setting.demoPort ?? 1,
  });
  cleanups.push(() => running.close());
  return { ...running, traffic };
}

/** Asks for a URL through a proxy, as a browser does for plain HTTP. */
async function get(
  { port }: { readonly port: number },
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
) {
  const { method = 'GET', headers = {}, body } = options;
  const asking = request({
    host: '127.0.0.1',
    port,
    path: url,
    method,
    agent: false,
    headers: { host: 'x', ...headers },
  });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** Opens a tunnel; gives the status line and the socket. */
async function tunnel({ port }: { readonly port: number }, authority: string, early = '') {
  const socket: Socket = connect(port, '127.0.0.1');
  cleanups.push(() => void socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n${early}`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  return {
    status: head.toString().split('\r\n')[0],
    rest: head.toString().split('\r\n\r\n')[1] ?? '',
    socket,
  };
}

describe('a plain request', () => {
  test('is passed on with its method, headers and body, without what is the proxy’s', async () => {
    const site = await origin(async (message, response) => {
      const body = await text(message);
      response
        .writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] })
        .end(`${message.url} ${body}`);
    });
    const through = await proxy({ allowedPrivate: ['site.example'] });
    const answer = await get(through, `http://site.example:${site.port}/path?q=1`, {
      method: 'POST',
      body: 'data',
      headers: {
        'x-own': 'kept',
        'proxy-authorization': 'Basic secret',
        connection: 'x-hop',
        'x-hop': 'gone',
      },
    });
    expect(answer).toMatchObject({ status: 201, body: '/path?q=1 data' });
    expect(answer.headers).toMatchObject({ 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    const [asked] = site.asked;
    expect(asked?.headers).toMatchObject({ host: `site.example:${site.port}`, 'x-own': 'kept' });
    expect(asked?.headers).not.toHaveProperty('proxy-authorization');
    expect(asked?.headers).not.toHaveProperty('x-hop');
  });

  test('finds a server again that has just closed a kept connection; one that changes something never goes over such a one', async () => {
    const seen: string[] = [];
    // The second request over a connection meets its end, as when its time is up at that moment.
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (head: Buffer) => {
        seen.push(head.toString().split(' ')[0] ?? '');
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
        socket.on('data', (more: Buffer) => {
          if (/^(GET|POST) /.test(more.toString())) socket.resetAndDestroy();
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const through = await proxy({ allowedPrivate: ['site.example'] });
    for (const method of ['GET', 'GET', 'POST', 'GET', 'POST']) {
      const body = method === 'POST' ? { method, body: 'data' } : { method };
      expect(await get(through, `http://site.example:${port}/`, body)).toMatchObject({
        status: 200,
        body: 'hello',
      });
    }
    expect(seen.filter((method) => method === 'POST')).toHaveLength(2);
  });

  test('that breaks off on a new connection is not sent twice', async () => {
    const seen: string[] = [];
    const site = await origin((message) => {
      seen.push(message.method ?? '');
      message.socket.resetAndDestroy();
    });
    const through = await proxy({ allowedPrivate: ['site.example'] });
    expect((await get(through, `http://site.example:${site.port}/`)).status).toBe(502);
    expect(seen).toEqual(['GET']);
  });

  test('to a domain that is not allowed gets 403, asks no name server and is counted', async () => {
    const asked: string[] = [];
    const names: Resolve = async (name) => {
      asked.push(name);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const through = await proxy({ allowed: ['good.example'], names });
    const answer = await get(through, 'http://<b>evil.example/'.replace('<b>', ''));
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('evil.example is not allowed by ALLOWED_DOMAINS.');
    expect(asked).toEqual([]);
    expect(through.traffic.refused.ALLOWED_DOMAINS).toBe(1);
    expect(through.traffic.failure('evil.example', 80, 0)?.code).toBe('forbidden');
  });

  test.each(['10.0.0.1', '169.254.169.254', '127.0.0.1', '::1', '::ffff:10.0.0.1', '0.0.0.0'])(
    'whose name leads to %s gets 403',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      const through = await proxy({ names: async () => [{ address, family }] });
      expect((await get(through, 'http://rebound.example/')).status).toBe(403);
      expect((await get(through, `http://${family === 6 ? `[${address}]` : address}/`)).status).toBe(403);
    },
  );

  test('goes to the address that was checked: the name is resolved once', async () => {
    const site = await origin();
    let calls = 0;
    const names: Resolve = async () => {
      calls++;
      // The second answer would be a private address that is not open.
      return calls === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '127.0.0.2', family: 4 }];
    };
    const through = await proxy({ allowedPrivate: ['127.0.0.1'], names });
    expect((await get(through, `http://name.example:${site.port}/`)).body).toBe('hello');
    expect(calls).toBe(1);
  });

  test('takes, of several addresses, those that are open', async () => {
    const site = await origin();
    const names: Resolve = async () => [
      { address: '10.9.9.9', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const through = await proxy({ allowedPrivate: ['127.0.0.1'], names });
    expect((await get(through, `http://name.example:${site.port}/`)).body).toBe('hello');
  });

  test('that nobody answers gets 502 with the browser’s name for it', async () => {
    const gone = await origin();
    gone.server.close();
    await once(gone.server, 'close');
    const through = await proxy({ allowedPrivate: ['*'] });
    const answer = await get(through, `http://gone.example:${gone.port}/`);
    expect(answer.status).toBe(502);
    expect(answer.body).toContain('net::ERR_CONNECTION_REFUSED');
    expect(through.traffic.failure('gone.example', gone.port, 0)?.code).toBe('action_failed');
    expect(through.traffic.failure('gone.example', gone.port, performance.now() + 1)).toBeUndefined();
  });

  test('is not the proxy’s to answer when it has no whole address', async () => {
    expect((await get(await proxy(), '/v1/actions')).status).toBe(400);
  });
});

describe('the desktop’s own services', () => {
  test('are closed to pages, whatever is open besides', async () => {
    const api = await origin();
    const through = await proxy({ allowedPrivate: ['*', '127.0.0.1', '::1'], demoPort: api.port });
    for (const host of [
      '127.0.0.1',
      'localhost',
      '127.1',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      'rebound.example',
    ]) {
      expect((await get(through, `http://${host}:${api.port}/v1/actions`)).status, host).toBe(403);
      expect((await tunnel(through, `${host}:${api.port}`)).status, host).toContain('403');
    }
    for (const path of ['/demo/../v1/actions', '/demo/%2e%2e/v1/actions', '/demo/..\\v1', '/demo']) {
      expect((await get(through, `http://127.0.0.1:${api.port}${path}`)).status, path).toBe(403);
    }
    expect((await get(through, `http://127.0.0.1:${through.port}/`)).status).toBe(403);
    expect(api.asked).toEqual([]);
    expect(through.traffic.refused.own_service).toBeGreaterThan(10);
  });

  test('under the machine’s other addresses too, however they are written', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    if (own === undefined) throw new Error('This machine has no address but loopback.');
    const api = await origin();
    const through = await proxy({
      allowedPrivate: ['*'],
      demoPort: api.port,
      names: always(`::ffff:${own}`),
    });
    for (const host of [own, `[::ffff:${own}]`, `[64:ff9b::${own}]`, 'rebound.example'])
      expect((await tunnel(through, `${host}:${api.port}`)).status, host).toContain('403');
    expect(through.traffic.refused.own_service).toBe(4);
  });

  test('but for the demo pages, which no list closes', async () => {
    const api = await origin();
    const through = await proxy({ allowed: [], demoPort: api.port });
    expect((await get(through, `http://127.0.0.1:${api.port}/demo/x/?ticket=1`)).body).toBe('hello');
    expect((await tunnel(through, `127.0.0.1:${api.port}`)).status).toContain('403');
  });
});

describe('a tunnel', () => {
  test('carries bytes both ways, those that came early too', async () => {
    const site = await origin();
    const through = await proxy({ allowedPrivate: ['site.example'] });
    const { status, rest, socket } = await tunnel(
      through,
      `site.example:${site.port}`,
      'GET /early HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );
    expect(status).toBe('HTTP/1.1 200 Connection established');
    expect(rest + (await text(socket))).toContain('hello');
    expect(site.asked[0]?.url).toBe('/early');
  });

  test.each(['10.0.0.1:443', '169.254.169.254:80', '[::1]:443', 'private.example:443', '0x7f.1:443'])(
    'to %s is refused',
    async (authority) => {
      const through = await proxy();
      expect((await tunnel(through, authority)).status).toBe('HTTP/1.1 403 Forbidden');
    },
  );

  test('to what is no host and port is refused', async () => {
    const through = await proxy();
    for (const authority of ['user@example.com:443', 'example.com:443/path', '', 'a b:443']) {
      expect((await tunnel(through, authority)).status).toMatch(/400 Bad Request/);
    }
  });

  test('ends when the proxy is closed', async () => {
    const site = await origin();
    const through = await proxy({ allowedPrivate: ['*'] });
    const { socket } = await tunnel(through, `site.example:${site.port}`);
    await Promise.all([once(socket, 'close'), through.close()]);
    cleanups.pop();
    await expect(fetch(`http://127.0.0.1:${through.port}/`)).rejects.toThrow('fetch failed');
  });
});

describe('with the network’s own proxy', () => {
  /** The other proxy: tells what it was asked and answers itself. */
  async function corporate() {
    const other = await origin((message, response) => void response.end(`via ${message.url}`));
    const tunnels: IncomingMessage[] = [];
    other.server.on('connect', (message: IncomingMessage, socket: Socket) => {
      tunnels.push(message);
      if (message.url === 'closed.example:443')
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      else socket.end('HTTP/1.1 200 OK\r\n\r\nfrom beyond');
    });
    const address = `http://user:pass@127.0.0.1:${other.port}`;
    const upstream = upstreamFrom({ HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: 'direct.example' });
    return { other, tunnels, upstream };
  }

  const unknown: Resolve = async () => {
    throw Object.assign(new Error('no such name here'), { code: 'ENOTFOUND' });
  };

  test('requests and tunnels go through it by name, with its password', async () => {
    const { other, tunnels, upstream } = await corporate();
    const through = await proxy({ upstream, names: unknown });
    expect((await get(through, 'http://site.example/x')).body).toBe('via http://site.example/x');
    const { status, rest, socket } = await tunnel(through, 'site.example:443');
    expect(status).toContain('200');
    expect(rest + (await text(socket))).toBe('from beyond');
    const expected = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    expect(other.asked[0]?.headers['proxy-authorization']).toBe(expected);
    expect(tunnels[0]?.headers['proxy-authorization']).toBe(expected);
  });

  test('what is refused here never gets there', async () => {
    const { other, tunnels, upstream } = await corporate();
    const through = await proxy({ upstream, names: unknown, blocked: ['bad.example'] });
    expect((await get(through, 'http://bad.example/')).status).toBe(403);
    expect((await tunnel(through, 'metadata.google.internal:80')).status).toContain('403');
    expect((await tunnel(through, '169.254.169.254:80')).status).toContain('403');
    expect((await get(through, 'http://localhost/')).status).toBe(403);
    const known = await proxy({ upstream, names: always('10.1.1.1') });
    expect((await tunnel(known, 'intranet.example:443')).status).toContain('403');
    expect([...other.asked, ...tunnels]).toEqual([]);
  });

  test('its refusal is told', async () => {
    const { upstream } = await corporate();
    const through = await proxy({ upstream, names: unknown });
    expect((await tunnel(through, 'closed.example:443')).status).toContain('502');
    expect(through.traffic.failure('closed.example', 443, 0)?.message).toContain('407');
  });
});
