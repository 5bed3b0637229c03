import { expect, test } from 'vitest';
import { readParams } from '../../../src/base/model-params.ts';

test('numbers and yes-or-no become what they look like, all else stays text', () => {
  expect(
    readParams(['temperature=0.2', 'seed=-7', 'reasoning_effort=low', 'stream=false', 'user=a=b', 'v=1.2.3']),
  ).toEqual({ temperature: 0.2, seed: -7, reasoning_effort: 'low', stream: false, user: 'a=b', v: '1.2.3' });
});

test.each([
  [['temperature'], '--param "temperature" is not NAME=VALUE'],
  [['=1'], 'is not NAME=VALUE'],
  [['seed='], 'is not NAME=VALUE'],
  [['seed=1', 'seed=2'], 'seed is given twice'],
])('%j is refused', (entries, message) => {
  expect(() => readParams(entries)).toThrow(message);
});
