import { expect, test } from 'vitest';
import { systemResolver } from '../../../src/network/names.ts';

test('a name server that does not answer holds up no more than eight lookups at a time', async () => {
  let open = 0;
  let most = 0;
  const resolve = systemResolver(async () => {
    most = Math.max(most, ++open);
    await new Promise(setImmediate);
    open--;
    return [{ address: '192.0.2.1', family: 4 }];
  });
  const found = await Promise.all(Array.from({ length: 20 }, (_, i) => resolve(`n${i}.example`)));
  expect(found).toHaveLength(20);
  expect(most).toBe(8);
});

test('localhost is known without a name server', async () => {
  const found = await systemResolver()('localhost');
  expect(found.map(({ address }) => address)).toContain(
    found.some(({ family }) => family === 4) ? '127.0.0.1' : '::1',
  );
});
