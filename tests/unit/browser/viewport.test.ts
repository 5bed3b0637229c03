import { describe, expect, test } from 'vitest';
import type { RawFacts } from '../../../src/browser/page/facts.ts';
import {
  edgesOutOfFrame,
  projectionOf,
  toDisplayBox,
  toDisplayPoint,
} from '../../../src/browser/viewport.ts';

const FACTS: RawFacts = {
  url: 'about:blank',
  title: '',
  readyState: 'complete',
  visible: true,
  focused: true,
  hasActive: false,
  scrollX: 0,
  scrollY: 0,
  maxX: 0,
  maxY: 0,
  innerWidth: 1280,
  innerHeight: 713,
  outerWidth: 1280,
  outerHeight: 800,
  screenX: 0,
  screenY: 0,
  screenWidth: 1280,
  devicePixelRatio: 1,
  pinchScale: 1,
  pinchX: 0,
  pinchY: 0,
};
const DISPLAY = { width: 1280, height: 800 };

describe('the viewport on the display', () => {
  test.each([
    ['below the tab strip and address bar', {}, { x: 0, y: 87, width: 1280, height: 713 }],
    [
      'of a zoomed page',
      { devicePixelRatio: 1.5, innerWidth: 853, innerHeight: 475 },
      { x: 0, y: 87, width: 1280, height: 713 },
    ],
    ['in full screen', { innerHeight: 800 }, { x: 0, y: 0, width: 1280, height: 800 }],
    [
      'with two display pixels to a unit',
      {
        devicePixelRatio: 2,
        screenWidth: 640,
        innerWidth: 640,
        innerHeight: 313,
        outerWidth: 640,
        outerHeight: 400,
      },
      { x: 0, y: 174, width: 1280, height: 626 },
    ],
    [
      'of a window that was moved',
      { screenX: 40, screenY: 20, innerWidth: 1240, outerWidth: 1240, outerHeight: 780 },
      { x: 40, y: 87, width: 1240, height: 713 },
    ],
  ])('%s', (_name, changes, expected) => {
    const { viewport } = projectionOf({ ...FACTS, ...changes }, DISPLAY);
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      // CSS lengths of a zoomed page are whole numbers, so the last pixel may be lost.
      expect(Math.abs(viewport[key] - expected[key]), key).toBeLessThanOrEqual(1);
    }
  });
});

test('boxes are scaled, moved and cut to the viewport', () => {
  const projection = projectionOf(
    { ...FACTS, devicePixelRatio: 1.25, innerWidth: 1024, innerHeight: 570.4 },
    DISPLAY,
  );
  expect(toDisplayBox(projection, { left: 8, top: 16, right: 48, bottom: 32 })).toEqual({
    x: 10,
    y: 107,
    width: 50,
    height: 20,
  });
  expect(toDisplayBox(projection, { left: -8, top: 0, right: 8, bottom: 8 })).toEqual({
    x: 0,
    y: 87,
    width: 10,
    height: 10,
  });
  expect(toDisplayBox(projection, { left: 0, top: -20, right: 8, bottom: -10 })).toBeUndefined();
});

test('a point keeps to its pixel when the page is pinched', () => {
  const projection = projectionOf({ ...FACTS, pinchScale: 2, pinchX: 100, pinchY: 50 }, DISPLAY);
  expect(toDisplayPoint(projection, { x: 110, y: 60 })).toEqual({ x: 20, y: 107 });
});

const HALF = { a: 0.5, b: 0, c: 0, d: 0.5, e: 100, f: 50 };

test('a frame that is turned has its content in the box around it', () => {
  // A quarter turn: right becomes down, down becomes left.
  const frame = {
    a: 0,
    b: 1,
    c: -1,
    d: 0,
    e: 300,
    f: 10,
    part: { left: 0, top: 0, right: 400, bottom: 400 },
  };
  expect(edgesOutOfFrame({ left: 20, top: 30, right: 60, bottom: 40 }, frame)).toEqual({
    left: 260,
    top: 30,
    right: 270,
    bottom: 70,
  });
});

test('what lies in a frame is moved out of it and cut to what of the frame shows', () => {
  const frame = { ...HALF, part: { left: 100, top: 50, right: 200, bottom: 100 } };
  expect(edgesOutOfFrame({ left: 20, top: 20, right: 60, bottom: 200 }, frame)).toEqual({
    left: 110,
    top: 60,
    right: 130,
    bottom: 100,
  });
  expect(edgesOutOfFrame({ left: 20, top: 120, right: 60, bottom: 200 }, frame)).toBeUndefined();
});
