import { expect, test } from 'vitest';
import { isEngineRace } from '../../../scripts/docker-build.ts';

test.each([
  [
    'executor failed running [/bin/sh -c x]: failed to create endpoint e on network bridge: adding interface veth1 to bridge docker0 failed: could not find bridge docker0: route ip+net: no such network interface',
    true,
  ],
  ['executor failed running [/bin/sh -c x]: exit code: 1', false],
  ['curl: (7) could not connect: no such network interface', false],
])('%s', (failure, expected) => {
  expect(isEngineRace(failure)).toBe(expected);
});
