import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A registry of this test's own, on loopback. */
export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
}

/**
 * Starts Debian's docker-registry as a child. Its package is unpacked into a folder of the test, not installed, and goes
 * with it.
 */
export async function startRegistry(): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-registry-'));
  const options = { cwd: folder, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await execa('apt-get', ['-q=2', '-o', 'APT::Sandbox::User=root', 'download', 'docker-registry'], options);
  await execa('sh', ['-c', 'dpkg-deb -x docker-registry_*.deb unpacked'], options);
  const host = `127.0.0.1:${await freePort()}`;
  const settings = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host, secret: 'for-this-test-only' },
    log: { level: 'error', accesslog: { disabled: true } },
  };
  // JSON is YAML too.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(settings));
  const serving = execa('unpacked/usr/bin/docker-registry', ['serve', 'config.yml'], {
    cwd: folder,
    reject: false,
  });
  const stop = async (): Promise<void> => {
    serving.kill();
    await serving;
    await rm(folder, { recursive: true, force: true });
  };
  let end: string | undefined;
  void serving.then(({ stderr }) => (end = stderr));
  while (!(await answers(host))) {
    if (end === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    else {
      await stop();
      throw new Error(`the registry ended: ${end}`);
    }
  }
  return { host, [Symbol.asyncDispose]: stop };
}

async function answers(host: string): Promise<boolean> {
  return fetch(`http://${host}/v2/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
