import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { decode, isNear } from './support/picture.ts';
import type { Picture } from './support/picture.ts';

/** Coloured stripes that no two columns or rows of pixels share, a plain field, and a box that changes its colour at a click. */
const PAGE = `<title>Pictures</title>
<style>
  body { margin: 0; background: rgb(240, 240, 240); cursor: default }
  #stripes { position: fixed; left: 100px; top: 100px; width: 300px; height: 200px;
    background: repeating-linear-gradient(30deg, rgb(200, 30, 30) 0 7px, rgb(30, 200, 30) 7px 11px, rgb(30, 30, 200) 11px 16px) }
  #box { position: fixed; left: 700px; top: 300px; width: 60px; height: 40px; background: rgb(20, 20, 20) }
</style>
<div id="stripes" role="img" aria-label="Stripes"></div>
<div id="box" role="button" aria-label="Box" onclick="this.style.background = 'rgb(250, 200, 0)'"></div>`;

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  await desktop.client.perform({ action: 'goto', url: pages.page('/', PAGE) });
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The picture in the reply to an action. */
async function picture(action: string, params: Record<string, unknown> = {}): Promise<Picture> {
  const { observation } = await desktop.client.performRaw({ action, ...params });
  return decode(Buffer.from(observation?.frame?.data ?? '', 'base64'));
}

async function boxOf(name: string): Promise<Box> {
  const { elements } = await desktop.client.observation();
  const found = elements.find((element) => element.name === name)?.box;
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

/** Every pixel of a part, row by row. */
function pixelsOf(from: Picture, { x, y, width, height }: Box): (readonly number[])[] {
  return Array.from({ length: width * height }, (_, i) =>
    from.at(x + (i % width), y + Math.floor(i / width)),
  );
}

const png = { format: 'png' };

test('a part is that part of the whole, pixel by pixel, and zoom shows the same', async () => {
  await desktop.client.perform({ action: 'move', x: 1200, y: 700 });
  const part = { ...(await boxOf('Stripes')), width: 160, height: 90 };
  const whole = pixelsOf(await picture('screenshot', png), part);
  const all = { x: 0, y: 0, width: 160, height: 90 };
  const region = await picture('screenshot', { ...png, region: part });
  expect(region).toMatchObject({ width: 160, height: 90 });
  expect(pixelsOf(region, all)).toEqual(whole);
  const zoomed = await picture('zoom', part);
  expect(zoomed).toMatchObject({ width: 160, height: 90 });
  // JPEG has colours at half the resolution: what is light and what is dark is as it was.
  const light = (pixels: readonly (readonly number[])[]) =>
    pixels.map(([red = 0, green = 0, blue = 0]) => 0.299 * red + 0.587 * green + 0.114 * blue);
  const [exact, seen] = [light(whole), light(pixelsOf(zoomed, all))];
  const differences = exact.map((value, i) => Math.abs(value - (seen[i] ?? 0)));
  expect(differences.reduce((sum, value) => sum + value) / differences.length).toBeLessThan(8);
});

test('scale makes it smaller, and coordinates go on meaning the whole frame', async () => {
  expect(await picture('screenshot', { scale: 0.25 })).toMatchObject({ width: 320, height: 200 });
  await desktop.client.perform({ action: 'move', x: 1270, y: 790 });
  expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:1270 y:790 ');
});

test('zoom of all of a scaled frame shows all of the display', async () => {
  const zoom = {
    type: 'tool_use',
    id: 't',
    name: 'computer',
    input: { action: 'zoom', region: [0, 0, 960, 600] },
  };
  const answer = await desktop.client.dialect('anthropic', {
    ...zoom,
    display_width: 960,
    display_height: 600,
  });
  const data = /"data":"([^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? '';
  expect(await decode(Buffer.from(data, 'base64'))).toMatchObject({ width: 1280, height: 800 });
});

test('the pointer is drawn where it is, in the whole and in a part', async () => {
  const around = { x: 980, y: 580, width: 50, height: 50 };
  await desktop.client.perform({ action: 'move', x: 600, y: 700 });
  expect((await picture('screenshot', png)).colours(around)).toBe(1);
  await desktop.client.perform({ action: 'move', x: 1000, y: 600 });
  const whole = pixelsOf(await picture('screenshot', png), around);
  const part = await picture('screenshot', { ...png, region: around });
  expect(part.colours({ x: 0, y: 0, width: 50, height: 50 })).toBeGreaterThan(1);
  expect(pixelsOf(part, { x: 0, y: 0, width: 50, height: 50 })).toEqual(whole);
  // An arrow's tip is where it points at.
  expect(isNear(part.at(10, 10), [240, 240, 240])).toBe(true);
  expect(isNear(part.at(20, 21), part.at(5, 5), 40)).toBe(false);
});

test('what a click has changed is told as a box around it, not as the whole screen', async () => {
  const box = await boxOf('Box');
  await desktop.client.perform({ action: 'move', x: box.x + 30, y: box.y + 20 });
  const { observation } = await desktop.client.perform({ action: 'click', x: box.x + 30, y: box.y + 20 });
  const changed = observation?.changed as readonly Box[];
  const holding = changed.filter(
    ({ x, y, width, height }) =>
      x <= box.x && y <= box.y && x + width >= box.x + box.width && y + height >= box.y + box.height,
  );
  expect(holding).toHaveLength(1);
  const [{ width, height } = { width: 0, height: 0 }] = holding;
  expect(width * height).toBeLessThan((1280 * 800) / 4);
});
