import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveGate } from '../../src/ledger/gate-server.ts';
import { openGate } from '../../src/models/gate.ts';
import { finish, startFakeXai } from '../fixtures/fake-xai/index.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

let pages: PageServer;

beforeAll(async () => {
  pages = await startPageServer();
});

afterAll(() => pages?.[Symbol.asyncDispose]());

/** What the page of a tab says that it is called. */
async function title(desktop: TestDesktop): Promise<string | undefined> {
  return (await desktop.client.observation()).page?.title;
}

/** Opens a page whose script ends by setting the title, and gives that. */
async function said(desktop: TestDesktop, script: string): Promise<string> {
  const html = `<title>wait</title><script type=module>${script}</script>`;
  await desktop.client.perform({ action: 'goto', url: `data:text/html,${encodeURIComponent(html)}` });
  await expect.poll(() => title(desktop), { timeout: 15_000 }).not.toBe('wait');
  return (await title(desktop)) ?? '';
}

/** Types an address into the address bar, as a person would, and gives the text of the page that comes. */
async function typed(desktop: TestDesktop, address: string): Promise<string> {
  await desktop.client.perform({ action: 'key', keys: 'ctrl+l' });
  await desktop.client.perform({ action: 'type', text: address, submit: true });
  const { result } = await desktop.client.perform({ action: 'read_page' });
  return JSON.stringify(result);
}

async function metric(desktop: TestDesktop, rule: string): Promise<number> {
  const answer = await fetch(`${desktop.url}/metrics`, {
    headers: { authorization: `Bearer ${desktop.token}` },
  });
  const line = new RegExp(`^deskhand_refused_connections_total\\{rule="${rule}"\\} (\\d+)$`, 'm');
  return Number(line.exec(await answer.text())?.[1]);
}

describe('a desktop as it is by default', () => {
  let desktop: TestDesktop;

  beforeAll(async () => {
    desktop = await startDesktop({ env: { ALLOWED_PRIVATE_HOSTS: '' } });
  });

  afterAll(() => desktop?.[Symbol.asyncDispose]());

  test.each([
    ['http://169.254.169.254/latest/meta-data/', /metadata service/],
    ['https://169.254.169.254/', /metadata service/],
    ['http://[fd00:ec2::254]/', /metadata service/],
    ['http://100.100.100.200/', /metadata service/],
    ['http://10.0.0.1/', /private address/],
    ['https://192.168.0.1/', /private address/],
    ['http://[::ffff:10.0.0.1]/', /private address/],
    ['http://0x0a000001/', /private address/],
    ['http://localhost:6081/', /this container itself/],
    ['http://169.254.1.1/', /link-local/],
  ])('does not open %s and says why', async (url, why) => {
    await expect(desktop.client.perform({ action: 'goto', url })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(why) as string,
      hint: expect.stringContaining('--allow-private') as string,
    });
  });

  test('does not open this machine by its name, nor what a public page leads to there', async () => {
    pages.page('/open', '<title>reached</title>');
    const goto = desktop.client.perform({ action: 'goto', url: `${pages.url}/open` });
    await expect(goto).rejects.toMatchObject({ code: 'forbidden' });
    const before = await metric(desktop, 'ALLOWED_PRIVATE_HOSTS');
    expect(
      await said(
        desktop,
        `
        const image = new Image();
        image.onload = image.onerror = (event) => (document.title = event.type);
        image.src = '${pages.url}/open'`,
      ),
    ).toBe('error');
    expect(await metric(desktop, 'ALLOWED_PRIVATE_HOSTS')).toBeGreaterThan(before);
    expect(await desktop.container.logs().then(firstText)).toContain(
      'the browser was refused host.docker.internal',
    );
  });

  test('says that there is no such host of one that is not there', async () => {
    for (const url of ['http://no-such-host.invalid/', 'https://no-such-host.invalid/']) {
      await expect(desktop.client.perform({ action: 'goto', url })).rejects.toMatchObject({
        code: 'action_failed',
        hint: expect.stringContaining('no such host') as string,
      });
    }
  });

  test('gives a page nothing of the desktop’s API, VNC or CDP', async () => {
    const answer = await said(
      desktop,
      `
      const said = [];
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', location.hostname || '127.1'])
        for (const path of ['/v1/screenshot', '/healthz', '/demo/../v1/tasks'])
          said.push(await fetch('http://' + host + ':6080' + path).then((r) => 'read ' + r.status, () => 'shut'));
      for (const url of ['ws://127.0.0.1:6080/vnc', 'ws://127.0.0.1:6080/cdp', 'ws://localhost:6080/cdp/devtools/browser/deskhand', 'ws://127.0.0.1:5900/'])
        said.push(await new Promise((done) => { const s = new WebSocket(url); s.onopen = () => done('open'); s.onerror = () => done('shut') }));
      document.title = [...new Set(said)].join(' ')`,
    );
    expect(answer).toBe('shut');
    expect(await metric(desktop, 'own_service')).toBeGreaterThan(0);
  });

  test('gives a page nothing of the desktop’s API under the container’s own address either', async () => {
    const address = (await desktop.run('hostname', '-i')).split(' ')[0] ?? '';
    expect(address).toMatch(/^\d+\./);
    await expect(
      desktop.client.perform({ action: 'goto', url: `http://${address}:6080/healthz` }),
    ).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('service of this desktop') as string,
    });
  });

  test('still shows the demo pages', async () => {
    const { id } = await desktop.client.tasks.submit({ playbook: 'name: open\nsteps:\n  - goto: demo:/\n' });
    for await (const { event } of desktop.client.tasks.events(id)) if (event.type === 'ended') break;
    expect(await title(desktop)).toMatch(/demo/i);
  });

  test.each([
    'file:///etc/passwd',
    'chrome://settings',
    'chrome://flags',
    'chrome://inspect',
    'devtools://devtools/bundled/inspector.html',
    'view-source:https://example.com/',
  ])('opens no %s, typed into the address bar', async (address) => {
    expect(await typed(desktop, address)).toMatch(/blocked/i);
  });

  test('opens no developer tools by key', async () => {
    await desktop.client.perform({ action: 'goto', url: 'data:text/html,<title>plain</title>page' });
    const { observation } = await desktop.client.perform({ action: 'key', keys: 'F12' });
    expect(observation?.windows.length).toBe(1);
    await desktop.client.perform({ action: 'key', keys: 'Escape' });
    await desktop.client.perform({ action: 'key', keys: 'ctrl+u' });
    expect((await desktop.client.observation()).page?.url).not.toContain('view-source');
  });

  test('sends no datagram past its proxy: WebRTC finds no way out', async () => {
    const socket = createSocket('udp4');
    let received = 0;
    socket.on('message', () => received++);
    socket.bind(0, '0.0.0.0');
    await once(socket, 'listening');
    const gateway = (await desktop.run('sh', '-c', 'awk \'$2 == "00000000" { print $3 }\' /proc/net/route'))
      .match(/../g)
      ?.toReversed()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.');
    // The socket does get what is sent to it from there.
    await desktop.run('bash', '-c', `echo test > /dev/udp/${gateway}/${socket.address().port}`);
    await expect.poll(() => received).toBe(1);
    const candidates = await said(
      desktop,
      `
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${gateway}:${socket.address().port}' }] });
      const found = [];
      peer.onicecandidate = ({ candidate }) => {
        if (candidate !== null) return found.push(candidate.protocol + candidate.type);
        document.title = 'candidates: ' + found.filter((each) => each.startsWith('udp')).join(' ');
      };
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer())`,
    );
    expect(candidates.trim()).toBe('candidates:');
    expect(received).toBe(1);
    socket.close();
  });
});

describe('a desktop with domain lists', () => {
  let desktop: TestDesktop;
  let port: number;

  beforeAll(async () => {
    port = Number(new URL(pages.url).port);
    desktop = await startDesktop({
      env: {
        ALLOWED_DOMAINS: `host.docker.internal:${port}, allowed.invalid`,
        BLOCKED_DOMAINS: 'bad.allowed.invalid',
        ALLOWED_PRIVATE_HOSTS: `host.docker.internal:${port}`,
      },
    });
  });

  afterAll(() => desktop?.[Symbol.asyncDispose]());

  test('opens what is on it', async () => {
    await desktop.client.perform({ action: 'goto', url: pages.page('/fine', '<title>fine</title>') });
    expect(await title(desktop)).toBe('fine');
  });

  test.each([
    ['http://example.com/', 'ALLOWED_DOMAINS'],
    ['https://example.com/', 'ALLOWED_DOMAINS'],
    ['https://allowed.invalid.evil.example/', 'ALLOWED_DOMAINS'],
    ['https://allowed.invalid@example.com/', 'ALLOWED_DOMAINS'],
    ['https://bad.allowed.invalid/', 'BLOCKED_DOMAINS'],
    ['http://host.docker.internal:1/', 'ALLOWED_DOMAINS'],
  ])('does not open %s, by %s', async (url, setting) => {
    await expect(desktop.client.perform({ action: 'goto', url })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining(`is not allowed by ${setting}`) as string,
    });
  });

  test('does not follow a redirect or load a script out of it, and keeps what the page may have', async () => {
    const elsewhere = createServer((_, response) => response.end('document.title = "reached"'));
    elsewhere.listen(0, '0.0.0.0');
    await once(elsewhere, 'listening');
    const outside = `http://host.docker.internal:${(elsewhere.address() as AddressInfo).port}`;
    let asked = 0;
    elsewhere.on('request', () => asked++);
    const before = await metric(desktop, 'ALLOWED_DOMAINS');
    const url = pages.page(
      '/loads',
      `<title>wait</title><script src="${outside}/x.js" onerror="document.title = 'refused'"></script>`,
    );
    await desktop.client.perform({ action: 'goto', url });
    await expect.poll(() => title(desktop)).toBe('refused');
    expect(await metric(desktop, 'ALLOWED_DOMAINS')).toBeGreaterThan(before);
    await desktop.client.perform({
      action: 'goto',
      url: pages.page('/leaves', `<title>leaving</title><script>location.href = '${outside}/'</script>`),
    });
    await expect
      .poll(async () => JSON.stringify((await desktop.client.perform({ action: 'read_page' })).result))
      .toMatch(/blocked/i);
    expect(asked).toBe(0);
    elsewhere.close();
  });

  test('still shows the demo pages', async () => {
    const { id } = await desktop.client.tasks.submit({ playbook: 'name: open\nsteps:\n  - goto: demo:/\n' });
    for await (const { event } of desktop.client.tasks.events(id)) if (event.type === 'ended') break;
    expect(await title(desktop)).toMatch(/demo/i);
  });
});

test('behind a proxy of the network the browser goes through that, with its password, and the rules still hold', async () => {
  const asked: string[] = [];
  const corporate = createServer((request, response) => {
    asked.push(`${request.headers['proxy-authorization'] ?? 'nobody'} ${request.url ?? ''}`);
    response.setHeader('content-type', 'text/html').end('<title>from beyond</title>');
  });
  corporate.listen(0, '0.0.0.0');
  await once(corporate, 'listening');
  const address = `host.docker.internal:${(corporate.address() as AddressInfo).port}`;
  const env = {
    HTTP_PROXY: `http://user:pass@${address}`,
    ALLOWED_PRIVATE_HOSTS: '',
    BLOCKED_DOMAINS: 'bad.invalid',
  };
  await using desktop = await startDesktop({ env });
  await desktop.client.perform({ action: 'goto', url: 'http://known-there.invalid/' });
  expect(await title(desktop)).toBe('from beyond');
  for (const url of ['http://bad.invalid/', 'http://10.0.0.1/', 'http://metadata.google.internal/']) {
    await expect(desktop.client.perform({ action: 'goto', url })).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  const password = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  // The browser asks for an icon, and for things of its own.
  const ours = /known-there\.invalid\/$|bad\.invalid|10\.0\.0\.1|metadata\.google/;
  expect(asked.filter((each) => ours.test(each))).toEqual([`${password} http://known-there.invalid/`]);
  corporate.closeAllConnections();
  corporate.close();
}, 60_000);

test('behind a proxy of the network the runner asks the model through that, and itself and its gate without it', async () => {
  const asked: string[] = [];
  const xai = await startFakeXai({ hostname: '0.0.0.0', brain: () => finish('through') });
  const corporate = createServer((request, response) => {
    asked.push(`plain ${request.url ?? ''}`);
    response.writeHead(502).end();
  });
  corporate.on('connect', (request, socket: Socket) => {
    asked.push(`${request.headers['proxy-authorization'] ?? 'nobody'} ${request.url ?? ''}`);
    if (request.url !== 'model.invalid:80') {
      socket.end('HTTP/1.1 502 Not here\r\n\r\n');
      return;
    }
    const there = connect(Number(new URL(xai.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(there).pipe(socket);
    });
    for (const side of [there, socket]) side.on('error', () => void there.destroy());
  });
  corporate.listen(0, '0.0.0.0');
  await once(corporate, 'listening');
  const password = 'word-of-the-proxy';
  const proxy = `http://user:${password}@host.docker.internal:${(corporate.address() as AddressInfo).port}`;
  await using gates = await serveGate('0.0.0.0');
  let calls = 0;
  const token = gates.grant(() => ({
    enter: (...planned) => {
      calls++;
      return openGate.enter(...planned);
    },
  }));
  await using desktop = await startDesktop({
    env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, DESKHAND_ACTIONS: 'shell', DESKHAND_LOG_LEVEL: 'debug' },
  });
  expect(await desktop.run('deskhand', 'healthcheck')).toMatch(/ok/i);
  const { id } = await desktop.client.tasks.submit({
    task: 'look',
    api_key: xai.key,
    base_url: 'http://model.invalid/v1',
    gate: { url: `http://host.docker.internal:${gates.port}`, token },
  });
  for await (const { event } of desktop.client.tasks.events(id)) if (event.type === 'ended') break;
  expect(await desktop.client.tasks.get(id)).toMatchObject({ outcome: 'done', result: 'through' });
  expect(calls).toBeGreaterThan(0);
  expect(xai.requests.length).toBeGreaterThan(0);
  const known = `Basic ${Buffer.from(`user:${password}`).toString('base64')} model.invalid:80`;
  expect(asked.filter((each) => each === known).length).toBeGreaterThan(0);
  expect(asked.filter((each) => /host\.docker\.internal|127\.0\.0\.1|localhost/.test(each))).toEqual([]);
  // No program of the desktop finds the password: not in what it inherits, nor in what the others have.
  const command = `env; cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'`;
  const { result } = await desktop.client.perform({ action: 'shell', command });
  const { stdout } = result as { stdout: string };
  expect(stdout).toContain('HTTPS_PROXY=http://host.docker.internal:');
  expect(stdout).not.toContain(password);
  expect(await firstText(await desktop.container.logs())).not.toContain(password);
  await xai.close();
  corporate.closeAllConnections();
  corporate.close();
}, 60_000);

test('a list that cannot be read stops the start and is named', async () => {
  const desktop = await startDesktop({ env: { ALLOWED_DOMAINS: 'https://example.com/' }, wait: false });
  try {
    await expect
      .poll(async () => firstText(await desktop.container.logs()), { timeout: 20_000 })
      .toMatch(/ALLOWED_DOMAINS: .*is no domain or address.*without https/);
  } finally {
    await desktop[Symbol.asyncDispose]();
  }
});

/** What a container has logged so far. */
async function firstText(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await Promise.race([once(stream, 'end'), new Promise((resolve) => setTimeout(resolve, 500))]);
  return text;
}
