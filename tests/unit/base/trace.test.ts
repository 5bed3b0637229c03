import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nextTraceparent, traceId, withTrace } from '../../../src/base/trace.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const HEADER = `00-${ID}-00f067aa0ba902b7-01`;

test('a trace reaches what is started inside it, with a span of its own each time', async () => {
  const started = withTrace(HEADER, async () => {
    await setImmediate();
    return [nextTraceparent(), nextTraceparent(), traceId()];
  });
  const [first, second, id] = await started;
  expect(first).toMatch(new RegExp(`^00-${ID}-[\\da-f]{16}-01$`));
  expect(first).not.toBe(second);
  expect(first).not.toBe(HEADER);
  expect(id).toBe(ID);
});

test('nothing is sent outside of a trace', () => {
  withTrace(HEADER, () => undefined);
  expect(nextTraceparent()).toBeUndefined();
});

test.each([
  undefined,
  '',
  'nonsense',
  `ff-${ID}-00f067aa0ba902b7-01`,
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-${ID}-${'0'.repeat(16)}-01`,
  `00-${ID}-00f067aa0ba902b7-01-more`,
  `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`,
])('%j is no trace', (header) => {
  expect(withTrace(header, nextTraceparent)).toBeUndefined();
});
