import { z } from 'zod';
import type { Size } from '../../base/geometry.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { Message, Model, ModelReply, ToolSpec } from '../../models/model.ts';
import { fitConventions } from './score.ts';
import type { Answer, Fit } from './score.ts';
import type { CalibrationScene } from './targets.ts';

/** What a calibration works with. */
export interface CalibrationDeps {
  readonly model: Model;
  readonly scenes: readonly CalibrationScene[];
  readonly frame: Size;
  readonly draw: (scene: CalibrationScene, frame: Size) => Promise<Buffer>;
  readonly signal: AbortSignal;
  readonly told: (done: number, of: number) => void;
}

/** What came out of a calibration. */
export interface Calibration {
  readonly frame: Size;
  readonly targets: number;
  /** Targets for which the model named no point. */
  readonly silent: number;
  /** Every convention, the one that fits best first. */
  readonly fits: readonly Fit[];
  readonly answeredBy: readonly string[];
  readonly costUsd: number;
  /** Median time of an answer, in ms. */
  readonly answerMs: number;
}

const CLICK: ToolSpec = {
  name: 'click',
  description: 'Clicks at a point of the picture.',
  parameters: {
    type: 'object',
    properties: {
      x: { type: 'number', description: 'From the left edge.' },
      y: { type: 'number', description: 'From the top edge.' },
    },
    required: ['x', 'y'],
    additionalProperties: false,
  },
};

const Point = z.object({ x: z.coerce.number(), y: z.coerce.number() });

/** Asks a model to click targets on pictures made for it, one a request, and finds out how it counts and how well it hits. */
export async function calibrate(deps: CalibrationDeps): Promise<Calibration> {
  const answers: Answer[] = [];
  const replies: ModelReply[] = [];
  for (const [i, scene] of deps.scenes.entries()) {
    const reply = await deps.model.reply({
      messages: messagesFor(scene, deps.frame, await deps.draw(scene, deps.frame)),
      tools: [CLICK],
      signal: deps.signal,
    });
    replies.push(reply);
    answers.push({ target: scene.target, point: pointOf(reply) });
    deps.told(i + 1, deps.scenes.length);
  }
  if (replies.length === 0) throw new DeskhandError('bad_input', 'A calibration needs a target.');
  const times = replies.map(({ timings }) => timings.totalMs).toSorted((a, b) => a - b);
  return {
    frame: deps.frame,
    targets: answers.length,
    silent: answers.filter(({ point }) => point === undefined).length,
    fits: fitConventions(answers, deps.frame),
    answeredBy: [...new Set(replies.map(({ model }) => model))],
    costUsd: replies.reduce((sum, { costUsd }) => sum + costUsd, 0),
    answerMs: times[Math.floor(times.length / 2)] ?? 0,
  };
}

function messagesFor(
  { target }: CalibrationScene,
  { width, height }: Size,
  data: Buffer,
): readonly Message[] {
  const prompt = `You are shown a picture of a screen, ${width}x${height} pixels. Coordinates are whole pixels of that picture: x from 0 (left) to ${width - 1}, y from 0 (top) to ${height - 1}. Answer with one call of click.`;
  const text = `Click the middle of the red circle, labelled ${target.label}.`;
  return [
    { role: 'system', text: prompt },
    { role: 'user', text, images: [{ mediaType: 'image/jpeg', data, width, height }] },
  ];
}

function pointOf({ calls }: ModelReply): { x: number; y: number } | undefined {
  const call = calls.find(({ name }) => name === 'click');
  if (call === undefined) return undefined;
  try {
    const parsed = Point.safeParse(JSON.parse(call.arguments));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
