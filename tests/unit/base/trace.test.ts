import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nextTraceHeaders, nextTraceparent, traceId, withTrace } from '../../../src/base/trace.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const HEADER = `00-${ID}-00f067aa0ba902b7-01`;

test('a trace reaches what is started inside it, with a span of its own each time', async () => {
  const started = withTrace({ traceparent: HEADER }, async () => {
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
  withTrace({ traceparent: HEADER }, () => undefined);
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
  expect(withTrace({ traceparent: header }, nextTraceparent)).toBeUndefined();
});

test.each([
  ['vendor=a:1,other@x=2', 'vendor=a:1,other@x=2'],
  [' vendor=1 ,\tother=2,', 'vendor=1,other=2'],
  [undefined, undefined],
  ['', undefined],
  ['no-value', undefined],
  ['UPPER=1', undefined],
  ['a=1\r\nx-evil: 1', undefined],
  [`a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(250)}`, undefined],
])('a tracestate %j goes along as %j', (tracestate, passed) => {
  expect(withTrace({ traceparent: HEADER, tracestate }, nextTraceHeaders)).toEqual({
    traceparent: expect.stringContaining(ID) as string,
    ...(passed === undefined ? {} : { tracestate: passed }),
  });
});

test('a tracestate without a trace is none', () => {
  expect(withTrace({ tracestate: 'vendor=1' }, nextTraceHeaders)).toEqual({});
});
