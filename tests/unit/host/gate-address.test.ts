import { expect, test } from 'vitest';
import type { Engine } from '../../../src/host/engine.ts';
import { addressForDesktops } from '../../../src/host/gate-address.ts';

/** An engine whose bridge has these gateways. */
function engine(gateways: readonly string[] | undefined, remote = false): Engine {
  const IPAM = { Config: gateways?.map((Gateway) => ({ Gateway })) ?? null };
  const docker = { getNetwork: () => ({ inspect: () => Promise.resolve({ IPAM }) }) };
  return { docker, host: 'unix:///x', remote } as unknown as Engine;
}

test.each([
  ['the bridge’s own address, where it is this machine’s', ['172.17.0.1'], '172.17.0.1'],
  ['the one of several that is', ['fd00::1', '172.17.0.1'], '172.17.0.1'],
  ['loopback, where a virtual machine has the bridge', ['172.18.0.1'], '127.0.0.1'],
  ['loopback, where the bridge tells none', undefined, '127.0.0.1'],
])('a gate listens on %s, and never on all addresses', async (_, gateways, listen) => {
  expect(await addressForDesktops(engine(gateways), ['127.0.0.1', '10.0.0.7', '172.17.0.1'])).toEqual({
    listen,
    name: 'host.docker.internal',
  });
});

test('desktops on another machine cannot be served', async () => {
  await expect(addressForDesktops(engine([], true))).rejects.toMatchObject({ code: 'not_ready' });
});
