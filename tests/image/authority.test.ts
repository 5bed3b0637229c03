import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finish, startFakeXai } from '../fixtures/fake-xai/index.ts';
import type { FakeXai } from '../fixtures/fake-xai/index.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

const HOST = 'host.docker.internal';
const run = promisify(execFile);
const openssl = (args: readonly string[]) => run('openssl', args);

let folder: string;
let desktop: TestDesktop;
let xai: FakeXai;
let company: Server;
let stranger: Server;

/** An authority of its own, and a server whose certificate for this machine it has signed. */
async function serverOf(authority: string): Promise<Server> {
  const at = (name: string) => join(folder, `${authority}-${name}.pem`);
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', at(name)];
  const subject = ['-subj', `/CN=${authority}`, '-days', '2'];
  await openssl(['req', '-x509', ...key('ca-key'), ...subject, '-out', at('ca')]);
  const issuer = ['-CA', at('ca'), '-CAkey', at('ca-key')];
  const names = ['-addext', `subjectAltName=DNS:${HOST}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
  await openssl(['req', '-x509', ...key('key'), ...subject, ...names, ...issuer, '-out', at('cert')]);
  await chmod(at('ca'), 0o644);
  const [certificate, secret] = await Promise.all([readFile(at('cert')), readFile(at('key'))]);
  // What is no page is the model's: it is passed on to its host.
  const server = createServer({ cert: certificate, key: secret }, (request, response) => {
    if (request.method === 'GET') return response.end(`<title>page of ${authority}</title>`);
    const { method, url = '', headers } = request;
    const onward = ask(new URL(url, xai.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    return request.pipe(onward);
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  return server;
}

const addressOf = (server: Server) => `https://${HOST}:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-authority-'));
  xai = await startFakeXai({ brain: () => finish('It works.') });
  [company, stranger] = await Promise.all([serverOf('company'), serverOf('stranger')]);
  // A bundle may hold several, and words between them.
  const bundle = join(folder, 'bundle.pem');
  await writeFile(
    bundle,
    `# authorities of the company\n${await readFile(join(folder, 'company-ca.pem'), 'utf8')}`,
  );
  await chmod(bundle, 0o644);
  desktop = await startDesktop({
    env: { NODE_EXTRA_CA_CERTS: '/etc/authorities.pem' },
    mounts: { [bundle]: '/etc/authorities.pem' },
  });
});

afterAll(async () => {
  for (const server of [company, stranger]) {
    server?.closeAllConnections();
    server?.close();
  }
  await Promise.all([desktop?.[Symbol.asyncDispose](), xai?.close(), rm(folder, { recursive: true })]);
});

describe('with NODE_EXTRA_CA_CERTS', () => {
  test('the browser trusts what the authority has signed, through its proxy, and nothing else', async () => {
    await desktop.client.perform({ action: 'goto', url: `${addressOf(company)}/` });
    expect((await desktop.client.observation()).page?.title).toBe('page of company');
    await expect(
      desktop.client.perform({ action: 'goto', url: `${addressOf(stranger)}/` }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/CERT_AUTHORITY_INVALID/) as string });
  });

  test('so do the requests to the model’s host', async () => {
    const outcomes: unknown[] = [];
    for (const server of [company, stranger]) {
      const { id } = await desktop.client.tasks.submit({
        task: 'say that it works',
        api_key: xai.key,
        base_url: new URL(new URL(xai.url).pathname, addressOf(server)).href,
        limits: { minutes: 1 },
      });
      for await (const { event } of desktop.client.tasks.events(id))
        if (event.type === 'ended')
          outcomes.push([event.run.outcome, event.run.result ?? event.run.error?.message]);
    }
    expect(outcomes).toEqual([
      ['done', 'It works.'],
      ['failed', expect.stringMatching(/certificate/i)],
    ]);
  });
});
