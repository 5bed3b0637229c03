import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../src/actions/encode.ts';
import type { Frame } from '../../../src/desktop/desktop.ts';

/** Left half red, right half blue, with garbage in the X byte. */
function twoColours(width = 64, height = 32): Frame {
  const pixels = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const isLeft = i % width < width / 2;
    pixels.set(isLeft ? [0, 0, 255, i % 256] : [255, 0, 0, i % 256], i * 4);
  }
  return { pixels, width, height, origin: { x: 7, y: 9 }, cursor: { x: 0, y: 0 }, at: 0 };
}

async function rgbAt(data: Buffer, x: number, y: number): Promise<number[]> {
  const { data: raw, info } = await sharp(data).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...raw.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}
const near = (value: number) => expect.closeTo(value, -1.2); // within about 8 of 255

describe('encoding', () => {
  test('PNG is lossless, with the colours the right way round', async () => {
    const { data, ...rest } = await encodeFrame(twoColours(), { format: 'png' });
    expect(rest).toEqual({
      mediaType: 'image/png',
      width: 64,
      height: 32,
      region: { x: 7, y: 9, width: 64, height: 32 },
    });
    expect(await rgbAt(data, 3, 3)).toEqual([255, 0, 0]);
    expect(await rgbAt(data, 60, 30)).toEqual([0, 0, 255]);
    expect((await sharp(data).metadata()).hasAlpha).toBe(false);
  });

  test('JPEG shows the same picture', async () => {
    const { data, mediaType } = await encodeFrame(twoColours(), { format: 'jpeg' });
    expect(mediaType).toBe('image/jpeg');
    expect((await sharp(data).metadata()).format).toBe('jpeg');
    expect(await rgbAt(data, 8, 8)).toEqual([near(255), near(0), near(0)]);
    expect(await rgbAt(data, 56, 24)).toEqual([near(0), near(0), near(255)]);
  });

  test.each([
    ['jpeg', { width: 32 }, 32, 16],
    ['png', { height: 8 }, 16, 8],
    ['jpeg', { width: 128, height: 32 }, 128, 32],
    ['png', { width: 33, height: 17 }, 33, 17],
  ] as const)('%s scaled to %j', async (format, size, width, height) => {
    const picture = await encodeFrame(twoColours(), { format, ...size });
    const { width: w, height: h } = await sharp(picture.data).metadata();
    expect([picture.width, picture.height, w, h]).toEqual([width, height, width, height]);
    expect(picture.region).toEqual({ x: 7, y: 9, width: 64, height: 32 });
    expect(await rgbAt(picture.data, 2, 2)).toEqual([near(255), near(0), near(0)]);
    expect(await rgbAt(picture.data, width - 3, height - 3)).toEqual([near(0), near(0), near(255)]);
  });

  test('higher quality is larger, and from 90 keeps full colour', async () => {
    const sizes = await Promise.all(
      [40, 80, 95].map(async (quality) => encodeFrame(twoColours(), { format: 'jpeg', quality })),
    );
    const sampling = await Promise.all(
      sizes.map(async ({ data }) => (await sharp(data).metadata()).chromaSubsampling),
    );
    expect(sampling).toEqual(['4:2:0', '4:2:0', '4:4:4']);
    const [low = 0, , high = 0] = sizes.map(({ data }) => data.length);
    expect(low).toBeLessThan(high);
  });

  test('the frame is left as it was', async () => {
    const frame = twoColours();
    await encodeFrame(frame, { format: 'jpeg', width: 20 });
    await encodeFrame(frame, { format: 'png' });
    expect(frame.pixels.equals(twoColours().pixels)).toBe(true);
  });

  test.each([
    { quality: 0 },
    { quality: 101 },
    { quality: 1.5 },
    { width: 0 },
    { height: 9000 },
    { width: 1.5 },
  ])('%j is refused with the range', async (options) => {
    await expect(encodeFrame(twoColours(), { format: 'jpeg', ...options })).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringMatching(/1 to (100|8192)/),
    });
  });
});
