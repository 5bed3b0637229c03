import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { calibrate } from '../../../../src/cli/calibrate/calibrate.ts';
import { drawScene } from '../../../../src/cli/calibrate/picture.ts';
import { fitConventions } from '../../../../src/cli/calibrate/score.ts';
import { calibrationScenes } from '../../../../src/cli/calibrate/targets.ts';
import { openModel } from '../../../../src/models/open.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import type { Decision, FakeRequest } from '../../../fixtures/fake-xai/index.ts';
import { fake } from '../../agent/support/model-run.ts';

const frame = { width: 640, height: 400 };
const registry = loadRegistry();

/** Where the red pixels of a picture have their middle: the fake model sees, it is not told. */
async function look(request: FakeRequest): Promise<{ x: number; y: number }> {
  const { data, info } = await sharp(request.screen?.image.data).raw().toBuffer({ resolveWithObject: true });
  let [count, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < info.width * info.height; i++) {
    const [r = 0, g = 0, b = 0] = data.subarray(i * info.channels, i * info.channels + 3);
    if (r < 170 || g > 90 || b > 110) continue;
    count++;
    sumX += i % info.width;
    sumY += Math.floor(i / info.width);
  }
  // A pixel’s middle lies half a pixel after its edge.
  return { x: sumX / count + 0.5, y: sumY / count + 0.5 };
}

async function run(say: (at: { x: number; y: number }) => Decision, delay = 0, count = 9) {
  // Only the server moves the clock, by the latency that it adds: this machine's load is not measured.
  let clock = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const server = await fake({
    brain: async (request) => {
      clock += delay;
      return say(await look(request));
    },
  });
  const { model } = openModel({
    registry,
    id: 'grok-4-1-fast-non-reasoning',
    apiKey: server.key,
    baseUrl: server.url,
    dialect: 'chat',
    warn: () => undefined,
  });
  const found = await calibrate({
    model,
    scenes: calibrationScenes(count, frame, 7),
    frame,
    draw: drawScene,
    signal: new AbortController().signal,
    told: () => undefined,
  });
  return { found, server };
}

const click = (x: number, y: number): Decision => ({ calls: [{ name: 'click', args: { x, y } }] });

describe('calibrating a model', () => {
  test.each([
    ['pixels', (x: number, y: number) => click(Math.round(x), Math.round(y))],
    [
      'thousandths',
      (x: number, y: number) => click(Math.round((x / 640) * 1000), Math.round((y / 400) * 1000)),
    ],
    ['percent', (x: number, y: number) => click((x / 640) * 100, (y / 400) * 100)],
    ['fractions', (x: number, y: number) => click(x / 640, y / 400)],
  ])('finds out that it counts in %s, and that it hits all', async (convention, say) => {
    const { found, server } = await run(({ x, y }) => say(x, y));
    expect(server.problems).toEqual([]);
    expect(found.fits[0]).toMatchObject({ convention, hitRate: 1 });
    expect(found.fits[1]?.hitRate).toBeLessThan(0.3);
    expect(found.fits[0]?.medianError).toBeLessThan(2);
    expect(Math.round(found.costUsd * 1e10)).toBe(
      server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0),
    );
  });

  test('tells a bias and a model that does not point', async () => {
    const { found } = await run(({ x, y }) => click(x + 12, y - 6));
    expect(found.fits[0]?.bias.x).toBeCloseTo(12, 0);
    expect(found.fits[0]?.bias.y).toBeCloseTo(-6, 0);
    // 13 pixels beside: large and middle targets are hit, small ones are not.
    expect(found.fits[0]?.hitRate).toBeCloseTo(2 / 3, 5);
    const silent = await run(() => ({ text: 'I see a circle.' }), 0, 2);
    expect(silent.found).toMatchObject({ silent: 2, targets: 2 });
    expect(silent.found.fits[0]?.hitRate).toBe(0);
  });

  test('recovers the time of an answer within five per cent', async () => {
    const { found } = await run(({ x, y }) => click(x, y), 800, 3);
    expect(Math.abs(found.answerMs - 800) / 800).toBeLessThan(0.05);
  });
});

describe('the scenes', () => {
  test('are the same for the same seed, lie inside, and reach into every part of the frame', () => {
    const scenes = calibrationScenes(60, { width: 1280, height: 800 }, 1);
    expect(calibrationScenes(60, { width: 1280, height: 800 }, 1)).toEqual(scenes);
    const cells = new Set<string>();
    for (const { target, others } of scenes) {
      for (const { x, y, radius } of [target, ...others]) {
        expect(x).toBeGreaterThanOrEqual(radius);
        expect(x).toBeLessThanOrEqual(1280 - radius);
        expect(y).toBeGreaterThanOrEqual(radius);
        expect(y).toBeLessThanOrEqual(800 - radius);
      }
      for (const other of others) {
        expect(Math.hypot(other.x - target.x, other.y - target.y)).toBeGreaterThan(60);
      }
      cells.add(`${Math.floor(target.x / 427)},${Math.floor(target.y / 400)}`);
    }
    expect(cells.size).toBe(6);
  });

  test('answers near a corner fit every convention; the one with more hits wins', () => {
    const target = { label: 'A', x: 2, y: 2, radius: 9 };
    const far = { label: 'B', x: 600, y: 300, radius: 9 };
    const fits = fitConventions(
      [
        { target, point: { x: 2, y: 2 } },
        { target: far, point: { x: 600, y: 300 } },
      ],
      frame,
    );
    expect(fits.map(({ convention }) => convention)[0]).toBe('pixels');
    expect(fitConventions([], frame)[0]?.hitRate).toBe(0);
  });
});
