import { describe, expect, test } from 'vitest';
import { gemini } from '../../../../src/actions/dialects/gemini.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { outcome, scene } from './support.ts';

const plan = (name: string, args: object = {}) =>
  gemini.read({ functionCall: { name, args } }).plan(scene).calls;

const TABLE: readonly [string, object, readonly object[]][] = [
  ['open_web_browser', {}, [{ action: 'screenshot' }]],
  ['take_screenshot', { intent: 'look' }, [{ action: 'screenshot' }]],
  ['click_at', { x: 500, y: 500 }, [{ action: 'click', x: 640, y: 400 }]],
  ['click', { x: 0, y: 0 }, [{ action: 'click', x: 0, y: 0 }]],
  ['click', { x: 1000, y: 1000 }, [{ action: 'click', x: 1279, y: 799 }]],
  ['double_click', { x: 999, y: 999 }, [{ action: 'click', x: 1278, y: 799, count: 2 }]],
  ['triple_click', { x: 1, y: 1 }, [{ action: 'click', x: 1, y: 0, count: 3 }]],
  ['middle_click', { x: 500, y: 500 }, [{ action: 'click', x: 640, y: 400, button: 'middle' }]],
  ['right_click', { x: 500, y: 500 }, [{ action: 'click', x: 640, y: 400, button: 'right' }]],
  ['move', { x: 500, y: 500 }, [{ action: 'move', x: 640, y: 400 }]],
  ['hover_at', { x: 500, y: 500 }, [{ action: 'move', x: 640, y: 400 }]],
  ['mouse_down', { x: 500, y: 500 }, [{ action: 'mouse_down', x: 640, y: 400 }]],
  ['mouse_up', {}, [{ action: 'mouse_up' }]],
  [
    'type_text_at',
    { x: 500, y: 500, text: 'hi' },
    [
      { action: 'click', x: 640, y: 400 },
      { action: 'type', text: 'hi', clear: true, submit: true },
    ],
  ],
  [
    'type_text_at',
    { x: 500, y: 500, text: 'hi', press_enter: false, clear_before_typing: false },
    [
      { action: 'click', x: 640, y: 400 },
      { action: 'type', text: 'hi', clear: false, submit: false },
    ],
  ],
  ['type', { text: 'hi', press_enter: true }, [{ action: 'type', text: 'hi', clear: false, submit: true }]],
  ['press_key', { key: 'enter' }, [{ action: 'key', keys: 'enter' }]],
  ['key_down', { key: 'shift' }, [{ action: 'key_down', key: 'shift' }]],
  ['key_up', { key: 'shift' }, [{ action: 'key_up', key: 'shift' }]],
  ['hotkey', { keys: ['ctrl', 'c'] }, [{ action: 'key', keys: 'ctrl+c' }]],
  ['key_combination', { keys: 'control+c' }, [{ action: 'key', keys: 'control+c' }]],
  ['scroll_document', { direction: 'down' }, [{ action: 'key', keys: 'Page_Down' }]],
  ['scroll_document', { direction: 'up' }, [{ action: 'key', keys: 'Page_Up' }]],
  ['scroll_document', { direction: 'right' }, [{ action: 'scroll', dx: 640, unit: 'pixels' }]],
  [
    'scroll_at',
    { x: 500, y: 500, direction: 'down' },
    [{ action: 'scroll', x: 640, y: 400, dy: 640, unit: 'pixels' }],
  ],
  [
    'scroll_at',
    { x: 500, y: 500, direction: 'left', magnitude: 100 },
    [{ action: 'scroll', x: 640, y: 400, dx: -128, unit: 'pixels' }],
  ],
  ['scroll', { direction: 'up' }, [{ action: 'scroll', dy: -300, unit: 'pixels' }]],
  [
    'scroll',
    { x: 500, y: 500, direction: 'down', magnitude_in_pixels: 50 },
    [{ action: 'scroll', x: 640, y: 400, dy: 50, unit: 'pixels' }],
  ],
  [
    'drag_and_drop',
    { x: 0, y: 0, destination_x: 500, destination_y: 500 },
    [
      {
        action: 'drag',
        path: [
          { x: 0, y: 0 },
          { x: 640, y: 400 },
        ],
      },
    ],
  ],
  [
    'drag_and_drop',
    { start_x: 500, start_y: 500, end_x: 0, end_y: 0 },
    [
      {
        action: 'drag',
        path: [
          { x: 640, y: 400 },
          { x: 0, y: 0 },
        ],
      },
    ],
  ],
  ['navigate', { url: 'https://example.com' }, [{ action: 'goto', url: 'https://example.com' }]],
  ['search', {}, [{ action: 'goto', url: 'https://www.google.com' }]],
  ['go_back', {}, [{ action: 'back' }]],
  ['go_forward', {}, [{ action: 'forward' }]],
  ['wait', { seconds: 3 }, [{ action: 'wait', ms: 3000 }]],
  ['wait_5_seconds', {}, [{ action: 'wait', ms: 5000 }]],
];

test.each(TABLE)('%s %j', (name, args, calls) => {
  expect(plan(name, args)).toEqual(calls);
});

describe('the answer has the address and the picture', () => {
  const picture = 'cGljdHVyZQ==';

  test('as a functionResponse part', () => {
    const request = gemini.read({ functionCall: { id: 'f1', name: 'go_back', args: {} } });
    expect(request.answer(outcome)).toEqual({
      functionResponse: {
        id: 'f1',
        name: 'go_back',
        response: { url: 'https://example.com/' },
        parts: [{ inlineData: { mimeType: 'image/jpeg', data: picture } }],
      },
    });
  });

  test('as a function_result step', () => {
    const request = gemini.read({
      type: 'function_call',
      id: 'f1',
      name: 'click',
      arguments: { x: 1, y: 1 },
    });
    expect(request.answer(outcome)).toEqual({
      type: 'function_result',
      name: 'click',
      call_id: 'f1',
      result: [
        { type: 'text', text: '{"url":"https://example.com/"}' },
        { type: 'image', mime_type: 'image/jpeg', data: picture },
      ],
    });
  });

  test('and a failure tells its message instead', () => {
    const request = gemini.read({ name: 'go_back', args: {} });
    expect(request.refusal(new DeskhandError('action_failed', 'No page before.'))).toEqual({
      functionResponse: { name: 'go_back', response: { error: 'No page before.' } },
    });
  });
});

describe('safety decisions', () => {
  const args = { x: 1, y: 1, safety_decision: { decision: 'require_confirmation', explanation: 'Buys it.' } };

  test('a call that needs a confirmation is not done without one', () => {
    expect(() => gemini.read({ functionCall: { name: 'click_at', args } })).toThrowError('Buys it.');
  });

  test('a confirmed one is done, and the answer says that it was confirmed', () => {
    const request = gemini.read({ functionCall: { name: 'click_at', args }, safety_acknowledgement: true });
    expect(request.answer(outcome)).toMatchObject({
      functionResponse: { response: { safety_acknowledgement: 'true' } },
    });
  });
});

describe('what is refused', () => {
  test.each([
    ['click_on', {}, 'name: there is no action "click_on"'],
    ['click_at', { x: 1001, y: 1 }, 'x: too big: expected number to be <=1000, got 1001'],
    ['click_at', { x: 1 }, 'y is missing (number)'],
    ['drag_and_drop', { x: 1, y: 1 }, 'destination_x, destination_y: both are needed'],
    ['scroll_at', { x: 1, y: 1, direction: 'in' }, 'direction: invalid option'],
    ['constructor', {}, 'there is no action "constructor"'],
  ])('%s %j', (name, args, message) => {
    expect(() => plan(name, args)).toThrowError(message);
  });

  test('a body that is no call', () => {
    expect(() => gemini.read({ functionCall: 7 })).toThrowError('functionCall: invalid input');
    expect(() => gemini.read([])).toThrowError('invalid input');
  });
});
