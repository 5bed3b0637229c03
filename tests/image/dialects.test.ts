import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { decode } from './support/picture.ts';

// The page ends where the screen does: the field lies at 0–640, 500–800 of the screen, whatever is above it.
const PAGE = `<title>Dialects</title><style>body { margin: 0 } textarea { position: fixed; left: 0; bottom: 0; width: 640px; height: 300px; box-sizing: border-box }</style>
<textarea onclick="record('click', { x: event.screenX, y: event.screenY })" oninput="record('input', { value: value })"></textarea>`;

/** The size that the models were told, half of the display's. */
const DECLARED = { display_width: 640, display_height: 400 };
/** 160,300 of that is this pixel of the display: the middle of it. */
const CLICKED = { x: 321, y: 601 };

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  pages.page('/', PAGE);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await desktop.client.perform({ action: 'goto', url: `${pages.url}/` });
  pages.clear();
});

const openai = (action: JsonObject) => ({ type: 'computer_call', call_id: 'c1', action });
const anthropic = (input: JsonObject) => ({ type: 'tool_use', id: 't1', name: 'computer', input });

test.each([
  [
    'openai',
    openai({ type: 'click', button: 'left', x: 160, y: 300 }),
    openai({ type: 'type', text: 'Zoë' }),
  ],
  [
    'computer_20250124',
    anthropic({ action: 'left_click', coordinate: [160, 300] }),
    anthropic({ action: 'type', text: 'Zoë' }),
  ],
  [
    'computer_20251124',
    anthropic({ action: 'left_click', coordinate: [160, 300] }),
    anthropic({ action: 'type', text: 'Zoë' }),
  ],
  [
    'gemini',
    { functionCall: { name: 'click_at', args: { x: 250, y: 750 } } },
    { functionCall: { name: 'type', args: { text: 'Zoë' } } },
  ],
  [
    'ui-tars',
    { prediction: "Action: click(start_box='(250,750)')", model_type: 'doubao' },
    { prediction: "Action: type(content='Zoë')", model_type: 'doubao' },
  ],
])(
  '%s clicks and types where the page says so, and is shown the size it was told',
  async (name, click, type) => {
    await desktop.client.dialect(name, { ...click, ...DECLARED });
    expect(await pages.event((event) => event.type === 'click', 'a click')).toMatchObject(CLICKED);
    const answer = await desktop.client.dialect(name, { ...type, ...DECLARED });
    await pages.event(({ value }) => value === 'Zoë', 'the text');
    const { width, height } = await decode(pictureIn(answer));
    expect({ display_width: width, display_height: height }).toEqual(DECLARED);
  },
);

test('a zoomed region comes at full resolution', async () => {
  const zoom = anthropic({ action: 'zoom', region: [100, 100, 200, 150] });
  const answer = await desktop.client.dialect('anthropic', { ...zoom, ...DECLARED });
  const { width, height } = await decode(pictureIn(answer));
  // Twice the declared size, to a pixel at the edges.
  expect(Math.abs(width - 200)).toBeLessThanOrEqual(2);
  expect(Math.abs(height - 100)).toBeLessThanOrEqual(2);
});

test('Gemini is told the address of the page', async () => {
  const answer = await desktop.client.dialect('gemini', { name: 'take_screenshot', args: {} });
  expect(answer).toMatchObject({ functionResponse: { response: { url: `${pages.url}/` } } });
});

test('the pointer is where Anthropic is told', async () => {
  await desktop.client.perform({ action: 'move', x: 77, y: 88 });
  const answer = await desktop.client.dialect('anthropic', anthropic({ action: 'cursor_position' }));
  expect(answer).toMatchObject({ content: [{ type: 'text', text: 'X=77,Y=88' }] });
});

test('bad input is a 400 that names field, value and range, with an answer for the model', async () => {
  const response = await fetch(`${desktop.url}/v1/dialects/anthropic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desktop.token}` },
    body: JSON.stringify({ ...anthropic({ action: 'left_click', coordinate: [640, 1] }), ...DECLARED }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: 'bad_input', message: 'x: must be from 0 to 639, got 640.' },
    answer: { type: 'tool_result', tool_use_id: 't1', is_error: true },
  });
});

/** The bytes of the one picture in an answer, in base64 or as a data URL. */
function pictureIn(answer: unknown): Buffer {
  const found = /"(?:data:image\/jpeg;base64,)?(\/9j\/[A-Za-z0-9+/=]+)"/.exec(JSON.stringify(answer));
  if (found?.[1] === undefined) throw new Error('The answer has no picture.');
  return Buffer.from(found[1], 'base64');
}
