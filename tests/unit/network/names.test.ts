import { expect, test } from 'vitest';
import { systemResolver } from '../../../src/network/names.ts';

test('a name server that does not answer holds up no more than eight lookups at a time', async () => {
  const waiting: (() => void)[] = [];
  const resolve = systemResolver(async () => {
    await new Promise<void>((answer) => waiting.push(answer));
    return [{ address: '192.0.2.1', family: 4 }];
  });
  const all = Array.from({ length: 20 }, (_, i) => resolve(`n${i}.example`));
  await Promise.resolve();
  expect(waiting.length).toBe(8);
  let answered = 0;
  while (answered < 20) {
    const next = waiting[answered];
    if (next === undefined) await new Promise(setImmediate);
    else {
      next();
      answered++;
      expect(waiting.length - answered).toBeLessThanOrEqual(8);
    }
  }
  expect(await Promise.all(all)).toHaveLength(20);
});

test('localhost is known without a name server', async () => {
  const found = await systemResolver()('localhost');
  expect(found.map(({ address }) => address)).toContain(found.some(({ family }) => family === 4) ? '127.0.0.1' : '::1');
});
