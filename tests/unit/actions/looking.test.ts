import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { ActionCall } from '../../../src/actions/action.ts';
import type { Observe } from '../../../src/actions/executor.ts';
import { createExecutor } from '../../../src/actions/executor.ts';
import type { Observation } from '../../../src/actions/observation.ts';
import { View } from '../../../src/actions/view.ts';
import { silentLog } from '../../../src/base/log.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

function setUp() {
  const fake = fakeDesktop();
  const desktop = {
    ...fake,
    settle: (options: Parameters<typeof fake.settle>[0]) => (fake.log.push('settle'), fake.settle(options)),
  };
  const browser = fakeBrowser({ url: '', title: '', text: '', elements: [] });
  return {
    log: fake.log,
    executor: createExecutor({ desktop: () => desktop, browser: () => browser, log: silentLog }),
  };
}

async function see(call: ActionCall, frameSize?: { width: number; height: number }): Promise<Observation> {
  const { observation } = await setUp().executor.perform(call, { frameSize });
  if (observation === null) throw new Error('There is no observation.');
  return observation;
}

describe('wait, without ms and text, waits until the screen has settled', () => {
  const wait = { action: 'wait' };
  const typing = { action: 'type', text: 'a' };
  test.each<[string, ActionCall, Observe, string[]]>([
    ['by itself, once', wait, 'settled', ['settle']],
    ['when nobody looks', wait, 'none', ['settle']],
    ['when it is looked at once after it', wait, 'now', ['settle']],
    [
      'in the middle of a batch',
      { action: 'batch', actions: [typing, wait, typing] },
      'none',
      ['type a', 'settle', 'type a'],
    ],
  ])('%s', async (_, call, observe, expected) => {
    const { executor, log } = setUp();
    await executor.perform(call, { observe });
    expect(log).toEqual(expected);
  });
});

describe('screenshot', () => {
  const half = { width: 640, height: 400 };

  test('without parameters shows the frame as every action does', async () => {
    const observation = await see({ action: 'screenshot' }, half);
    expect(observation).toMatchObject({ ...half, frame: { ...half, mediaType: 'image/jpeg' } });
    expect(observation.part).toBeUndefined();
  });

  test('shows a part at full resolution, scaled and as PNG when asked to', async () => {
    const region = { x: 10, y: 20, width: 100, height: 50 };
    const call = { action: 'screenshot', region, scale: 0.5, format: 'png' };
    const observation = await see(call, half);
    expect(observation).toMatchObject({
      ...half,
      part: region,
      frame: {
        mediaType: 'image/png',
        width: 100,
        height: 50,
        region: { x: 20, y: 40, width: 200, height: 100 },
      },
    });
    const picture = await sharp(observation.frame?.data).metadata();
    expect(picture).toMatchObject({ format: 'png', width: 100, height: 50 });
  });

  test.each([
    [{ region: { x: 0, y: 700, width: 10, height: 200 } }, 'region.height: must be from 1 to 100'],
    [{ region: { x: -1, y: 0, width: 10, height: 10 } }, 'region.x: must be from 0 to 1279, got -1'],
    [{ region: { x: 0, y: 0, width: 10 } }, 'region.height is missing'],
    [{ scale: 2 }, 'scale: too big: expected number to be <=1, got 2'],
    [{ format: 'gif' }, 'format: invalid option'],
  ])('refuses %j', async (params, message) => {
    await expect(see({ action: 'screenshot', ...params })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('zoom', () => {
  test('of all of a scaled frame shows all of the display', async () => {
    const frame = { width: 960, height: 600 };
    const observation = await see({ action: 'zoom', x: 0, y: 0, ...frame }, frame);
    expect(observation.frame).toMatchObject({ width: 1280, height: 800 });
  });

  test.each([
    [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 0, y: 0, width: 2, height: 2 },
    ],
    [
      { x: 1, y: 2, width: 1, height: 1 },
      { x: 1, y: 2, width: 2, height: 2 },
    ],
    [
      { x: 3, y: 6, width: 30, height: 60 },
      { x: 4, y: 8, width: 40, height: 80 },
    ],
    [
      { x: 959, y: 599, width: 1, height: 1 },
      { x: 1278, y: 798, width: 2, height: 2 },
    ],
  ])('of %j of a frame of 3/4 shows every pixel of the display that it touches', (box, expected) => {
    const view = new View({ width: 1280, height: 800 }, { width: 960, height: 600 });
    expect(view.toDisplayBox(box, '')).toEqual(expected);
  });

  test('is what a batch ends with only when it is its last action', async () => {
    const zoom = { action: 'zoom', x: 1, y: 2, width: 30, height: 40 };
    const move = { action: 'move', x: 1, y: 1 };
    const before = await see({ action: 'batch', actions: [zoom, move] });
    expect(before.frame).toMatchObject({ width: 1280, height: 800 });
    expect(before.part).toBeUndefined();
    const last = await see({ action: 'batch', actions: [move, zoom] });
    expect(last.frame).toMatchObject({ width: 30, height: 40 });
  });
});
