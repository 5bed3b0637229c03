import { scaled } from '../base/geometry.ts';
import type { Desktop } from '../desktop/desktop.ts';
import { encodeFrame } from './encode.ts';
import type { ScreenshotOptions } from './executor.ts';
import type { EncodedFrame } from './observation.ts';
import { View } from './view.ts';

/** What of a display is shown, and how it is encoded. */
export type PictureOptions = Pick<ScreenshotOptions, 'region' | 'format' | 'quality' | 'scale'>;

/**
 * Pictures of a display. The last one is kept for whoever asks for the same again while nothing has changed: looking and encoding
 * take some milliseconds of every processor, telling that nothing has changed one round trip.
 */
export class Pictures {
  #last: { readonly key: string; readonly mark: string; readonly picture: EncodedFrame } | undefined;

  /** A picture of what the display shows now. Throws `bad_input` for a region outside it and for a quality or size out of range. */
  async take(desktop: Desktop, options: PictureOptions): Promise<EncodedFrame> {
    const { region, format = 'jpeg', quality, scale = 1 } = options;
    const key = JSON.stringify([region, format, quality, scale]);
    // Before the picture is taken: what is drawn meanwhile must not count as shown.
    const mark = await desktop.mark();
    if (this.#last?.key === key && this.#last.mark === mark) return this.#last.picture;
    const part = region === undefined ? undefined : new View(desktop.size).toDisplayBox(region, 'region.');
    const frame = await desktop.capture(part);
    const encoding = { format, ...(quality === undefined ? {} : { quality }) };
    const picture = await encodeFrame(frame, { ...encoding, ...scaled(frame, scale) });
    frame.release?.();
    this.#last = { key, mark, picture };
    return picture;
  }
}
