import { expect, test } from 'vitest';
import { band, paintRoot } from '../../../src/desktop/wallpaper.ts';
import { fakeDisplay } from './support/fake-display.ts';

test('the pattern has many colours, so that an empty desktop is not a flat area', () => {
  const pixels = band(640, 480, 0, 480);
  const colours = new Set(Array.from({ length: 640 * 480 }, (_, i) => pixels.readUInt32LE(i * 4)));
  expect(colours.size).toBeGreaterThan(10);
});

test('painting leaves no request unanswered', async () => {
  const { connection } = await fakeDisplay().client();
  const errors: string[] = [];
  connection.X.on('error', (error) => errors.push(error.message));
  await paintRoot(connection);
  expect(errors).toEqual([]);
});

test('bands fit together to one picture', () => {
  const whole = band(100, 130, 0, 130);
  const parts = Buffer.concat([band(100, 130, 0, 64), band(100, 130, 64, 64), band(100, 130, 128, 2)]);
  expect(parts.equals(whole)).toBe(true);
});

test('one column of tiles is the whole pattern, repeated', () => {
  const wide = band(192, 70, 0, 70);
  const column = band(64, 70, 0, 70);
  for (const y of [0, 1, 63, 64, 69]) {
    const row = column.subarray(y * 64 * 4, (y + 1) * 64 * 4);
    expect(wide.subarray(y * 192 * 4, (y + 1) * 192 * 4).equals(Buffer.concat([row, row, row]))).toBe(true);
  }
});
