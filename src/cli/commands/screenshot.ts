import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import type { ScreenshotOptions } from '../../client/wire.ts';
import { defineCommand } from '../command.ts';
import { chooseDesktop } from '../desktop-session.ts';

export default defineCommand({
  args: {
    name: { type: 'positional', description: 'Desktop (default: the only one)' },
    output: { type: 'string', alias: 'o', valueHint: 'FILE', description: 'Where to; without it, stdout' },
    format: { type: 'string', valueHint: 'png|jpeg', description: "Default: by FILE's ending, else png" },
    quality: { type: 'string', valueHint: '1–100', description: 'Of a JPEG' },
    scale: { type: 'string', valueHint: '0–1', description: 'Size relative to the display' },
    region: { type: 'string', valueHint: 'X,Y,W,H', description: 'Part of the display' },
  },
  async run(context, values) {
    const { output, signal, process } = context;
    const options = pictureOptions(values);
    const json = process.stdout.isTTY !== true;
    const { desktop, client } = await chooseDesktop(context, values.name);
    const picture = await client.screenshot({ ...options, signal });
    if (!picture.settled) output.detail('The screen was still changing.');
    const { mediaType, settled } = picture;
    // A terminal cannot show a picture: there it goes to a file as well.
    const file =
      values.output ?? (json ? undefined : `${desktop.name}.${options.format === 'jpeg' ? 'jpg' : 'png'}`);
    if (file === undefined) return output.picture(picture);
    const path = resolve(process.cwd, file);
    await writeFile(path, picture.data);
    output.result({ file: path, media_type: mediaType, bytes: picture.data.length, settled }, path);
  },
});

function pictureOptions(values: {
  readonly output: string | undefined;
  readonly format: string | undefined;
  readonly quality: string | undefined;
  readonly scale: string | undefined;
  readonly region: string | undefined;
}): ScreenshotOptions {
  const ending = extname(values.output ?? '')
    .slice(1)
    .toLowerCase();
  const format = values.format ?? (ending === 'jpg' ? 'jpeg' : ending || 'png');
  if (format !== 'png' && format !== 'jpeg')
    throw new DeskhandError('bad_input', `A picture is png or jpeg, not ${format}.`, {
      hint: 'Use --format, or a file that ends in .png, .jpg or .jpeg.',
    });
  return {
    format,
    ...(values.quality === undefined ? {} : { quality: number('--quality', values.quality) }),
    ...(values.scale === undefined ? {} : { scale: number('--scale', values.scale) }),
    ...(values.region === undefined ? {} : { region: region(values.region) }),
  };
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new DeskhandError('bad_input', `${flag} must be a number, not "${text}".`);
}

function region(text: string) {
  const parts = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = parts;
  if (parts.length === 4 && !parts.some(Number.isNaN)) return { x, y, width, height };
  throw new DeskhandError('bad_input', '--region must be four whole numbers: X,Y,WIDTH,HEIGHT.');
}
