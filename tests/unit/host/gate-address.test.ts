import { expect, test } from 'vitest';
import type { Engine } from '../../../src/host/engine.ts';
import { addressForDesktops } from '../../../src/host/gate-address.ts';

/** An engine with a bridge of that name. */
function engine(bridge: string | undefined, { remote = false, system = 'Debian' } = {}): Engine {
  const Options = bridge === undefined ? null : { 'com.docker.network.bridge.name': bridge };
  const docker = {
    info: () => Promise.resolve({ OperatingSystem: system }),
    getNetwork: () => ({ inspect: () => Promise.resolve({ Options }) }),
  };
  return { docker, host: 'unix:///x', remote } as unknown as Engine;
}

const own = { lo: ['127.0.0.1'], eth0: ['10.0.0.7'], docker0: ['172.17.0.1'], br7: ['172.30.0.1'] };

test.each([
  ['the bridge’s own address', engine('docker0'), '172.17.0.1'],
  ['that of a bridge with another name', engine('br7'), '172.30.0.1'],
  ['that of the usual one, where the engine names none', engine(undefined), '172.17.0.1'],
  ['loopback, where the bridge is not this machine’s', engine('br9'), '127.0.0.1'],
  ['loopback, for Docker Desktop', engine('docker0', { system: 'Docker Desktop' }), '127.0.0.1'],
])('a gate listens on %s, and never on all addresses', async (_, on, listen) => {
  expect(await addressForDesktops(on, own)).toEqual({ listen, name: 'host.docker.internal' });
});

test('desktops on another machine cannot be served', async () => {
  await expect(addressForDesktops(engine('docker0', { remote: true }), own)).rejects.toMatchObject({
    code: 'not_ready',
  });
});
