import { describe, expect, test } from 'vitest';
import type { Size } from '../../../src/base/geometry.ts';
import { frameSizeFor, READABLE_SCALE } from '../../../src/models/frame-size.ts';
import { loadRegistry } from '../../../src/models/registry.ts';
import { imageTokens } from '../../../src/models/tokens.ts';

const { models } = loadRegistry();
const DISPLAYS: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
  { width: 800, height: 1280 },
  { width: 451, height: 97 },
];

describe.each(DISPLAYS)('on a display of $width×$height', (display) => {
  test.each(models.map((model) => [model.id, model] as const))(
    'no readable frame costs %s less, and none of that price is larger',
    (_, model) => {
      const chosen = frameSizeFor(model, display);
      const price = imageTokens(model, chosen);
      expect(chosen.width).toBeGreaterThanOrEqual(Math.floor(display.width * READABLE_SCALE));
      expect(chosen.width / chosen.height / (display.width / display.height)).toBeCloseTo(1, 1);
      // Every width there is, by trying it: another way than by the edges of tiles.
      for (let width = Math.ceil(display.width * READABLE_SCALE); width <= display.width; width++) {
        const size = { width, height: Math.ceil((width * display.height) / display.width) };
        const other = imageTokens(model, size);
        expect(other, `${size.width}×${size.height}`).toBeGreaterThanOrEqual(price);
        expect(other === price ? width : 0).toBeLessThanOrEqual(chosen.width + 1);
      }
    },
  );
});

test.each([
  // Three by two tiles of 448 either way: nothing to save, so nothing is lost.
  ['grok-4-1-fast', { width: 1280, height: 800 }, 1536],
  // Patches of 32 pixels: each pixel costs, so it is as small as can be read.
  ['grok-4.3', { width: 960, height: 600 }, 572],
])('%s sees 1280×800 as %o for %i tokens', (id, size, tokens) => {
  const model = loadRegistry().get(id);
  expect(frameSizeFor(model, { width: 1280, height: 800 })).toEqual(size);
  expect(imageTokens(model, size)).toBe(tokens);
});

test('a tile row that 32 pixels of height would open is saved', () => {
  const gemini = models.find(({ imageTokens: rule }) => rule.kind === 'tiles' && rule.edge === 768);
  if (gemini === undefined) throw new Error('No model of the registry counts tiles of 768.');
  expect(frameSizeFor(gemini, { width: 1280, height: 800 })).toEqual({ width: 1228, height: 768 });
});

test('a model that sees nothing, or pays the same for all, gets the display', () => {
  const display = { width: 1920, height: 1080 };
  for (const model of models.filter(({ images, imageTokens: rule }) => !images || rule.kind === 'flat')) {
    expect(frameSizeFor(model, display)).toEqual(display);
  }
});
