import { describe, expect, test } from 'vitest';
import { anthropicDialects } from '../../../../src/actions/dialects/anthropic.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { outcome, scene } from './support.ts';

const [newest, older, newer] = anthropicDialects;

const block = (input: object) => ({ type: 'tool_use', id: 'toolu_1', name: 'computer', input });

const plan = (input: object, dialect = newer) => dialect?.read(block(input)).plan(scene);

const SHARED: readonly [object, readonly object[]][] = [
  [{ action: 'screenshot' }, [{ action: 'screenshot' }]],
  [{ action: 'mouse_move', coordinate: [5, 6] }, [{ action: 'move', x: 5, y: 6 }]],
  [{ action: 'left_click', coordinate: [0, 0] }, [{ action: 'click', x: 0, y: 0 }]],
  [{ action: 'left_click' }, [{ action: 'click', x: 12, y: 34 }]],
  [
    { action: 'left_click', coordinate: [5, 6], text: 'ctrl+shift' },
    [{ action: 'click', x: 5, y: 6, modifiers: ['ctrl', 'shift'] }],
  ],
  [
    { action: 'left_click', coordinate: [5, 6], key: 'Control_L' },
    [{ action: 'click', x: 5, y: 6, modifiers: ['ctrl'] }],
  ],
  [{ action: 'right_click', coordinate: [5, 6] }, [{ action: 'click', x: 5, y: 6, button: 'right' }]],
  [{ action: 'middle_click', coordinate: [5, 6] }, [{ action: 'click', x: 5, y: 6, button: 'middle' }]],
  [{ action: 'double_click', coordinate: [5, 6] }, [{ action: 'click', x: 5, y: 6, count: 2 }]],
  [{ action: 'triple_click', coordinate: [5, 6] }, [{ action: 'click', x: 5, y: 6, count: 3 }]],
  [
    { action: 'left_click_drag', start_coordinate: [1, 2], coordinate: [3, 4] },
    [
      {
        action: 'drag',
        path: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
    ],
  ],
  [
    { action: 'left_click_drag', coordinate: [3, 4] },
    [
      {
        action: 'drag',
        path: [
          { x: 12, y: 34 },
          { x: 3, y: 4 },
        ],
      },
    ],
  ],
  [{ action: 'left_mouse_down' }, [{ action: 'mouse_down' }]],
  [{ action: 'left_mouse_up', coordinate: [3, 4] }, [{ action: 'mouse_up', x: 3, y: 4 }]],
  [{ action: 'key', text: 'ctrl+s' }, [{ action: 'key', keys: 'ctrl+s' }]],
  [
    { action: 'key', text: 'Down Return' },
    [
      { action: 'key', keys: 'Down' },
      { action: 'key', keys: 'Return' },
    ],
  ],
  [{ action: 'key', text: 'Tab', repeat: 3 }, [{ action: 'key', keys: 'Tab', repeat: 3 }]],
  [{ action: 'hold_key', text: 'shift', duration: 1.5 }, [{ action: 'key', keys: 'shift', hold_ms: 1500 }]],
  [{ action: 'type', text: '-5 é' }, [{ action: 'type', text: '-5 é' }]],
  [
    { action: 'scroll', coordinate: [5, 6], scroll_direction: 'down', scroll_amount: 3 },
    [{ action: 'scroll', x: 5, y: 6, dy: 3 }],
  ],
  [
    { action: 'scroll', scroll_direction: 'left', scroll_amount: 2, text: 'shift' },
    [{ action: 'scroll', x: 12, y: 34, dx: -2, modifiers: ['shift'] }],
  ],
  [
    { action: 'scroll', coordinate: [5, 6], scroll_direction: 'up', scroll_amount: 0 },
    [{ action: 'move', x: 5, y: 6 }],
  ],
  [{ action: 'wait', duration: 2 }, [{ action: 'wait', ms: 2000 }]],
];

describe.each([
  ['computer_20250124', older],
  ['computer_20251124', newer],
  ['anthropic', newest],
])('every action of %s', (_, dialect) => {
  test.each(SHARED)('%j', (input, calls) => {
    expect(plan(input, dialect)?.calls).toEqual(calls);
  });

  test('the pointer is told as text', () => {
    const request = dialect?.read(block({ action: 'cursor_position' }));
    const { calls, text } = request?.plan(scene) ?? {};
    expect(calls).toEqual([]);
    expect(request?.answer({ ...outcome, text })).toEqual({
      type: 'tool_result',
      tool_use_id: 'toolu_1',
      content: [{ type: 'text', text: 'X=12,Y=34' }],
    });
  });
});

describe('zoom', () => {
  const zoom = { action: 'zoom', region: [100, 50, 300, 150] };

  test('shows a region by its corners in the newer tool', () => {
    expect(plan(zoom)?.calls).toEqual([{ action: 'zoom', x: 100, y: 50, width: 200, height: 100 }]);
    expect(() => plan({ action: 'zoom', region: [300, 50, 100, 150] })).toThrowError(
      'got [300, 50, 100, 150]',
    );
  });

  test('is unknown to the older tool', () => {
    expect(() => plan(zoom, older)).toThrowError('input.action: there is no action "zoom"');
  });
});

test('the answer is the tool_result with the picture', () => {
  expect(newer?.read(block({ action: 'screenshot' })).answer(outcome)).toEqual({
    type: 'tool_result',
    tool_use_id: 'toolu_1',
    content: [{ type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'cGljdHVyZQ==' } }],
  });
});

test('a failure is a tool_result that says so', () => {
  const error = new DeskhandError('bad_input', 'x: must be from 0 to 9, got 10.', { hint: 'Look again.' });
  expect(newer?.read(block({ action: 'screenshot' })).refusal(error)).toEqual({
    type: 'tool_result',
    tool_use_id: 'toolu_1',
    is_error: true,
    content: [{ type: 'text', text: 'x: must be from 0 to 9, got 10. Look again.' }],
  });
});

test('the size that was declared to the model is the size of its frame, by either name', () => {
  const sizes = { display_width_px: 1024, display_height_px: 768 };
  const named = { display_width: 1024, display_height: 768 };
  expect(newer?.read({ ...block({ action: 'screenshot' }), ...sizes }).frameSize).toEqual({
    width: 1024,
    height: 768,
  });
  expect(newer?.read({ ...block({ action: 'screenshot' }), ...named }).frameSize).toEqual({
    width: 1024,
    height: 768,
  });
  expect(newer?.read(block({ action: 'screenshot' })).frameSize).toBeUndefined();
});

describe('what is refused', () => {
  test.each([
    [{ action: 'left_clik' }, 'there is no action "left_clik"'],
    [{ action: 'mouse_move' }, 'coordinate is missing'],
    [{ action: 'left_click', coordinate: [1] }, 'coordinate'],
    [
      { action: 'hold_key', text: 'a', duration: 101 },
      'duration: too big: expected number to be <=100, got 101',
    ],
    [{ action: 'scroll', scroll_direction: 'sideways', scroll_amount: 1 }, 'got "sideways"'],
    [{ action: 'left_click', text: 'q' }, 'text: "q" is no key to hold'],
  ])('%j', (input, message) => {
    expect(() => plan(input)).toThrowError(message);
  });
});
