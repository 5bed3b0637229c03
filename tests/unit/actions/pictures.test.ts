import { expect, test } from 'vitest';
import { Pictures } from '../../../src/actions/pictures.ts';
import type { PictureOptions } from '../../../src/actions/pictures.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

const JPEG = { format: 'jpeg' } as const;

/** A display whose marks are given, and which picture, counted from 1, is shown for each request. */
async function shownWith(marks: readonly string[], requests: readonly PictureOptions[]): Promise<number[]> {
  const desktop = fakeDesktop({ width: 8, height: 8 });
  const left = [...marks];
  const counted = { ...desktop, mark: () => Promise.resolve(left.shift() ?? '') };
  const pictures = new Pictures();
  const different = new Set<object>();
  const shown: number[] = [];
  for (const request of requests) {
    different.add(await pictures.take(counted, request));
    shown.push(different.size);
  }
  return shown;
}

test('the same picture of an unchanged display is taken once', async () => {
  expect(await shownWith(['a', 'a', 'a'], [JPEG, JPEG, JPEG])).toEqual([1, 1, 1]);
});

test('a display that has changed is looked at anew', async () => {
  expect(await shownWith(['a', 'b', 'b'], [JPEG, JPEG, JPEG])).toEqual([1, 2, 2]);
});

test.each<[string, PictureOptions]>([
  ['format', { format: 'png' }],
  ['quality', { quality: 50 }],
  ['scale', { scale: 0.5 }],
  ['region', { region: { x: 0, y: 0, width: 4, height: 4 } }],
])('another %s is another picture', async (_, other) => {
  expect(await shownWith(['a', 'a', 'a'], [JPEG, other, other])).toEqual([1, 2, 2]);
});

test('what changed while a picture was taken does not count as shown', async () => {
  const desktop = fakeDesktop({ width: 8, height: 8 });
  let mark = 'before';
  const pictures = new Pictures();
  const changing = {
    ...desktop,
    mark: () => Promise.resolve(mark),
    capture: (...region: Parameters<typeof desktop.capture>) => {
      mark = 'after';
      return desktop.capture(...region);
    },
  };
  const first = await pictures.take(changing, JPEG);
  expect(await pictures.take(changing, JPEG)).not.toBe(first);
});
