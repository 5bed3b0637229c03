import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import { quoted } from '../../base/shorten.ts';
import { textTokens } from '../../base/text-tokens.ts';
import { pause } from '../../desktop/abort.ts';
import type { Action } from '../action.ts';
import { defineAction } from '../action.ts';
import { elementToJson } from '../observation.ts';
import { waitForText } from '../wait-for-text.ts';

const boxFields = {
  x: z.number().describe('Left edge of the part, in pixels of the frame.'),
  y: z.number().describe('Top edge of the part, in pixels of the frame.'),
  width: z.number().min(1).describe('Width of the part, in pixels of the frame.'),
  height: z.number().min(1).describe('Height of the part, in pixels of the frame.'),
};

const screenshot = defineAction({
  name: 'screenshot',
  title: 'Look',
  description:
    'Looks at the screen: the reply carries the frame and the elements. Every other action does so too. Coordinates of later actions refer to the whole frame, whatever part or size was looked at.',
  family: 'screen',
  kind: 'read',
  schema: z.strictObject({
    region: z
      .strictObject(boxFields)
      .optional()
      .describe('{x, y, width, height} in pixels of the frame: show only this part, at full resolution.'),
    scale: z.number().min(0.05).max(1).default(1).describe("The picture's size as a part of that."),
    format: z
      .enum(['jpeg', 'png'])
      .default('jpeg')
      .describe('PNG shows each pixel as it is and takes several times the bytes.'),
  }),
  handle(context, { region, scale, format }) {
    const part = region === undefined ? undefined : context.toDisplayBox(region, 'region.');
    context.show({ region: part, scale, format });
    return Promise.resolve(null);
  },
});

const zoom = defineAction({
  name: 'zoom',
  title: 'Look closely',
  description:
    'Shows a part of the screen at full resolution, for small print. Coordinates of later actions still refer to the whole frame.',
  family: 'screen',
  kind: 'read',
  schema: z.strictObject(boxFields),
  handle(context, params) {
    context.show({ region: context.toDisplayBox(params, '') });
    return Promise.resolve(null);
  },
});

const wait = defineAction({
  name: 'wait',
  title: 'Wait',
  description: 'Waits until the screen is quiet, until a text appears on the page, or for some milliseconds.',
  family: 'screen',
  kind: 'read',
  schema: z.strictObject({
    ms: z.int().min(0).max(100_000).optional().describe('Wait this long.'),
    text: z.string().min(1).max(1000).optional().describe('Wait until this text is on the page.'),
    until: z.literal('settled').optional().describe('Wait until the screen is quiet; this is the default.'),
    timeout_ms: z
      .int()
      .min(0)
      .max(120_000)
      .default(10_000)
      .describe('Give up waiting for the text after this.'),
  }),
  async handle(context, params) {
    if (params.ms !== undefined && params.text !== undefined) {
      throw new DeskhandError(
        'bad_input',
        `ms: give either ms or text, not both; got ms ${params.ms} and text ${quoted(params.text)}.`,
      );
    }
    if (params.text !== undefined) return waitForText(context, params.text, params.timeout_ms);
    await (params.ms === undefined ? context.settle() : pause(params.ms, context.signal));
    return null;
  },
});

const elements = defineAction({
  name: 'elements',
  title: 'List elements',
  description:
    'The elements of the page that are in view, each with a ref that click and type accept, and the tokens that the list costs a model (estimated).',
  family: 'screen',
  kind: 'read',
  schema: z.strictObject({
    limit: z.int().min(1).max(1000).default(200).describe('List at most this many.'),
  }),
  async handle(context, params) {
    const { elements, omitted } = await context.browser.elements({ limit: params.limit });
    const list = elements.map((element) => elementToJson(element, (box) => context.toFrameBox(box)));
    return { elements: list, omitted, tokens: textTokens(JSON.stringify(list)) };
  },
});

/** Actions that look at the screen. */
export const screenActions: readonly Action[] = [screenshot, zoom, wait, elements];
