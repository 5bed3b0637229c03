import { DeskhandError } from '../base/errors.ts';
import type { Box, Size } from '../base/geometry.ts';
import type { Frame } from '../desktop/desktop.ts';
import type { EncodedFrame } from './observation.ts';

// Measured on real pages: q80 4:2:0 takes 2.1 ms and 190–240 kB, 4:4:4 double the time for crisper coloured text.
const DEFAULT_QUALITY = 80;
// At this quality a caller wants detail, which 4:2:0 would take out of coloured text.
const FULL_COLOUR_FROM = 90;
// PNG level 3 without adaptive filters: 6–12 ms; level 6 saves 2–7 % for half as much time again.
const PNG_LEVEL = 3;

/** How to encode a frame. */
export interface EncodeOptions {
  readonly format: 'jpeg' | 'png';
  /** JPEG quality from 1 to 100, 80 by default; from 90 on colour is kept at full resolution. PNG is lossless. */
  readonly quality?: number;
  /** Size of the picture in its own pixels; with one of them given the other keeps the proportions. */
  readonly width?: number;
  readonly height?: number;
}

/** The frame as JPEG or PNG, scaled when a size is given. Throws `bad_input` for a quality or size out of range. The frame is not changed. */
export async function encodeFrame(frame: Frame, options: EncodeOptions): Promise<EncodedFrame> {
  const quality = checkedQuality(options.quality ?? DEFAULT_QUALITY);
  const size = targetSize(frame, options);
  const isScaled = size.width !== frame.width || size.height !== frame.height;
  const data =
    options.format === 'png'
      ? await png(frame, isScaled ? size : undefined)
      : await jpeg(isScaled ? await scaledBgrx(frame, size) : frame.pixels, size, quality);
  const region: Box = { ...frame.origin, width: frame.width, height: frame.height };
  return { mediaType: `image/${options.format}`, data, ...size, region };
}

/** Where the last JPEG was made; undefined while one is being made there. */
let spareRoom: Buffer | undefined;

// The native libraries cost some 50 ms to load and are needed only once a picture is.
async function jpeg(pixels: Buffer, { width, height }: Size, quality: number): Promise<Buffer> {
  const { default: turbo } = await import('@julusian/jpeg-turbo');
  const subsampling = quality >= FULL_COLOUR_FROM ? turbo.SAMP_444 : turbo.SAMP_420;
  const options = { format: turbo.FORMAT_BGRX, width, height, subsampling, quality };
  // The library asks for room for the worst case; mapping 3 MB anew for each picture takes a fifth of its time.
  const needed = turbo.bufferSize(options);
  const room = needed === spareRoom?.length ? spareRoom : Buffer.allocUnsafeSlow(needed);
  spareRoom = undefined;
  const encoded = Buffer.from(await turbo.compress(pixels, room, options));
  spareRoom = room;
  return encoded;
}

async function png(frame: Frame, size: Size | undefined): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const { width, height } = frame;
  const image = sharp(toRgb(frame), { raw: { width, height, channels: 3 } });
  const scaled = size === undefined ? image : image.resize(size.width, size.height, { fit: 'fill' });
  return scaled.png({ compressionLevel: PNG_LEVEL, adaptiveFiltering: false }).toBuffer();
}

/** Scaled pixels, still BGRX: scaling treats the channels alike, so their order does not matter. */
async function scaledBgrx(frame: Frame, size: Size): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const { width, height } = frame;
  const rgb = await sharp(toRgb(frame), { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  swapRedAndBlue(rgb);
  return rgb;
}

/** The undefined X byte left out, and red and blue swapped; one 32-bit read a pixel. */
function toRgb({ pixels, width, height }: Frame): Buffer {
  const rgb = Buffer.allocUnsafe(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = pixels[from + 2] ?? 0;
    rgb[to + 1] = pixels[from + 1] ?? 0;
    rgb[to + 2] = pixels[from] ?? 0;
  }
  return rgb;
}

function swapRedAndBlue(pixels: Buffer): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const red = pixels[i] ?? 0;
    pixels[i] = pixels[i + 2] ?? 0;
    pixels[i + 2] = red;
  }
}

function checkedQuality(quality: number): number {
  if (Number.isInteger(quality) && quality >= 1 && quality <= 100) return quality;
  throw new DeskhandError('bad_input', `The quality ${quality} is out of range.`, {
    hint: 'Use a whole number from 1 to 100; 80 is the default.',
  });
}

function targetSize(frame: Size, { width, height }: EncodeOptions): Size {
  const size = {
    width: width ?? Math.max(1, Math.round((frame.width * (height ?? frame.height)) / frame.height)),
    height: height ?? Math.max(1, Math.round((frame.height * (width ?? frame.width)) / frame.width)),
  };
  const isPossible = [size.width, size.height].every(
    (side) => Number.isInteger(side) && side >= 1 && side <= 8192,
  );
  if (isPossible) return size;
  throw new DeskhandError('bad_input', `A picture cannot be ${size.width}×${size.height} pixels.`, {
    hint: 'Give width and height as whole numbers from 1 to 8192.',
  });
}
