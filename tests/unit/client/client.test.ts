import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DesktopClient } from '../../../src/client/client.ts';
import { DialectError } from '../../../src/client/response-error.ts';
import { startFakeDesktop } from './fake-desktop.ts';
import type { FakeDesktop } from './fake-desktop.ts';

let desktop: FakeDesktop;
let client: DesktopClient;

beforeEach(async () => {
  desktop = await startFakeDesktop({ files: { 'run.json': '{}', 'frames/0001 a.jpg': 'jpeg' } });
  client = new DesktopClient(desktop);
});
afterEach(() => desktop[Symbol.asyncDispose]());

describe('DesktopClient', () => {
  it('sends an action flat, with token and observe', async () => {
    const reply = await client.perform({ action: 'click', x: 640, y: 0 }, { observe: 'now' });
    expect(reply.timings.settle_ms).toBe(90);
    expect(desktop.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/actions',
      body: { action: 'click', x: 640, y: 0, observe: 'now' },
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    });
  });

  it("throws the server's own code, message and hint", async () => {
    await expect(client.performRaw({ action: 'clik' })).rejects.toMatchObject({
      code: 'bad_input',
      message: 'There is no action "clik".',
      hint: 'Did you mean "click"?',
    });
  });

  it('throws unauthorized for a wrong token', async () => {
    const stranger = new DesktopClient({ url: desktop.url, token: 'guess' });
    await expect(stranger.observation()).rejects.toMatchObject({ code: 'unauthorized', exitCode: 3 });
  });

  it('throws not_ready when nothing listens', async () => {
    const { url } = desktop;
    await desktop[Symbol.asyncDispose]();
    await expect(new DesktopClient({ url, token: 't' }).actions()).rejects.toMatchObject({
      code: 'not_ready',
      message: `The desktop at ${url} does not answer.`,
    });
    desktop = await startFakeDesktop();
  });

  it('throws cancelled on abort', async () => {
    await expect(client.observation({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('turns the options of a screenshot into a query and gives bytes, type and settled', async () => {
    const picture = await client.screenshot({
      format: 'jpeg',
      quality: 80,
      region: { x: 0, y: 1, width: 2, height: 3 },
      observe: 'settled',
    });
    expect(picture).toEqual({
      mediaType: 'image/jpeg',
      data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
      settled: true,
      size: { width: 1280, height: 800 },
    });
    expect(desktop.requests[0]?.query.toString()).toBe(
      'format=jpeg&quality=80&region=0%2C1%2C2%2C3&observe=settled',
    );
  });

  it('tells the health of a desktop that is not healthy', async () => {
    expect(await client.health()).toMatchObject({ status: 'degraded', sandbox: 'on' });
  });

  it('knows nothing of the rest where a desktop tells its status alone', async () => {
    const told: typeof fetch = async () => Response.json({ status: 'ok' });
    const health = await new DesktopClient(desktop, told).health();
    expect(health).toEqual({ status: 'ok', sandbox: 'unknown', display: '', processes: [] });
  });

  it('throws what failed in a dialect with the answer for the model, and when to try again', async () => {
    const error = { code: 'rate_limited', message: 'm', hint: 'h' };
    const told: typeof fetch = async () =>
      Response.json({ error, answer: { is_error: true } }, { status: 429, headers: { 'retry-after': '6' } });
    const failed = new DesktopClient(desktop, told).dialect('anthropic', {});
    await expect(failed).rejects.toBeInstanceOf(DialectError);
    await expect(failed).rejects.toMatchObject({ ...error, retryAfterS: 6, answer: { is_error: true } });
  });

  it('makes a link from a one-time ticket, without the token', async () => {
    expect(await client.link()).toBe(`${desktop.url}/?ticket=once`);
  });

  it('lists and reads the files of a run, whatever their names', async () => {
    expect(await client.tasks.files('run-1')).toContainEqual({ path: 'frames/0001 a.jpg', size: 4 });
    const bytes = await client.tasks.readFile('run-1', 'frames/0001 a.jpg');
    expect(new TextDecoder().decode(bytes)).toBe('jpeg');
    await expect(client.tasks.readFile('run-1', 'gone.html')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is ready only once /readyz says so', async () => {
    await using slow = await startFakeDesktop({ unreadyFor: 1 });
    const waiting = new DesktopClient(slow);
    expect(await waiting.isReady()).toBe(false);
    expect(await waiting.isReady()).toBe(true);
  });

  it.each([
    [502, '<html>Bad gateway</html>', 'internal'],
    [401, '{"error":{"code":"unheard_of","message":"No."}}', 'unauthorized'],
    [413, '', 'too_large'],
    [400, '{"error":"plain"}', 'bad_input'],
  ])('makes an error of a %i that is not in the contract', async (status, body, code) => {
    const server = createServer((_, response) => void response.writeHead(status).end(body));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const odd = new DesktopClient({ url: `http://127.0.0.1:${port}`, token: 't' });
    await expect(odd.observation()).rejects.toMatchObject({ code });
    server.close();
  });
});
