import { expect, test } from 'vitest';
import { performDialect } from '../../../../src/actions/dialects/perform.ts';
import { DIALECTS } from '../../../../src/actions/dialects/registry.ts';
import { createExecutor } from '../../../../src/actions/executor.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { fakeBrowser } from '../../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../../fixtures/fake-desktop.ts';

function setUp() {
  const desktop = fakeDesktop();
  const browser = fakeBrowser({ url: 'https://example.com/', title: 'Example', text: '', elements: [] });
  return {
    desktop,
    executor: createExecutor({ desktop: () => desktop, browser: () => browser, log: silentLog }),
  };
}

const anthropic = (input: object, more: object = {}) => ({
  type: 'tool_use',
  id: 't',
  name: 'computer',
  input,
  ...more,
});

test('coordinates of a declared size are scaled to the display, and the picture to that size', async () => {
  const { desktop, executor } = setUp();
  const body = anthropic(
    { action: 'left_click', coordinate: [512, 384] },
    { display_width_px: 1024, display_height_px: 768 },
  );
  const reply = await performDialect(executor, 'computer_20250124', body);
  expect(desktop.log).toEqual(['click 640,400 left 1']);
  expect(reply).toMatchObject({ ok: true, answer: { type: 'tool_result', content: [{ type: 'image' }] } });
});

test('a coordinate outside the declared size is refused with the range, in the shape of the dialect', async () => {
  const { desktop, executor } = setUp();
  const body = anthropic(
    { action: 'left_click', coordinate: [1024, 1] },
    { display_width: 1024, display_height: 768 },
  );
  const reply = await performDialect(executor, 'anthropic', body);
  expect(desktop.log).toEqual([]);
  expect(reply).toMatchObject({
    ok: false,
    error: { code: 'bad_input', message: 'x: must be from 0 to 1023, got 1024.' },
    answer: { is_error: true, tool_use_id: 't' },
  });
});

test('several actions go as one turn and are answered once', async () => {
  const { desktop, executor } = setUp();
  const reply = await performDialect(executor, 'gemini', {
    functionCall: { name: 'type_text_at', args: { x: 500, y: 500, text: 'hi' } },
  });
  expect(desktop.log).toEqual([
    'click 640,400 left 1',
    'press ctrl+a 1',
    'press Delete 1',
    'type hi',
    'press Return 1',
  ]);
  expect(reply).toMatchObject({
    ok: true,
    answer: { functionResponse: { response: { url: 'https://example.com/' } } },
  });
});

test('more actions than a batch takes are all done', async () => {
  const { desktop, executor } = setUp();
  const actions = Array.from({ length: 45 }, (_, x) => ({ type: 'move', x, y: 0 }));
  await performDialect(executor, 'openai', { type: 'computer_call', call_id: 'c', actions });
  expect(desktop.log).toEqual(actions.map(({ x }) => `move ${x},0`));
});

test('a question that needs no action is answered without one', async () => {
  const { desktop, executor } = setUp();
  const reply = await performDialect(executor, 'anthropic', anthropic({ action: 'cursor_position' }));
  expect(desktop.log).toEqual([]);
  expect(reply).toMatchObject({ answer: { content: [{ type: 'text', text: 'X=0,Y=0' }] } });
});

test('the end of a run does nothing to the desktop', async () => {
  const { desktop, executor } = setUp();
  const body = { prediction: "Action: finished(content='42')" };
  expect(await performDialect(executor, 'ui-tars', body)).toMatchObject({
    answer: { status: 'end', content: '42' },
  });
  expect(desktop.log).toEqual([]);
});

test('an unknown dialect is an error that names the nearest', async () => {
  const { executor } = setUp();
  await expect(performDialect(executor, 'openia', {})).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('openai') as string,
  });
});

test('every dialect has a name of its own', () => {
  const names = DIALECTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
