import { describe, expect, test } from 'vitest';
import { openai } from '../../../../src/actions/dialects/openai.ts';
import { outcome, scene } from './support.ts';

const callOf = (action: object, more: object = {}) => ({
  type: 'computer_call',
  id: 'cu_1',
  call_id: 'call_1',
  status: 'completed',
  pending_safety_checks: [],
  action,
  ...more,
});

const plan = (action: object) => openai.read(callOf(action)).plan(scene).calls;

describe('every action', () => {
  test.each([
    [{ type: 'click', button: 'left', x: 0, y: 0 }, [{ action: 'click', x: 0, y: 0, button: 'left' }]],
    [{ type: 'click', button: 'wheel', x: 3, y: 4 }, [{ action: 'click', x: 3, y: 4, button: 'middle' }]],
    [{ type: 'click', button: 'back', x: 3, y: 4 }, [{ action: 'click', x: 3, y: 4, button: 'back' }]],
    [
      { type: 'click', button: 'right', x: 3, y: 4, keys: ['CTRL', 'Shift'] },
      [{ action: 'click', x: 3, y: 4, button: 'right', modifiers: ['ctrl', 'shift'] }],
    ],
    [{ type: 'double_click', x: 9, y: 8, keys: null }, [{ action: 'click', x: 9, y: 8, count: 2 }]],
    [
      {
        type: 'drag',
        path: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
          { x: 5, y: 6 },
        ],
      },
      [
        {
          action: 'drag',
          path: [
            { x: 1, y: 2 },
            { x: 3, y: 4 },
            { x: 5, y: 6 },
          ],
        },
      ],
    ],
    [{ type: 'keypress', keys: ['CTRL', 'A'] }, [{ action: 'key', keys: 'CTRL+A' }]],
    [{ type: 'keypress', keys: ['CTRL', '+'] }, [{ action: 'key', keys: 'CTRL+plus' }]],
    [{ type: 'keypress', keys: [' '] }, [{ action: 'key', keys: 'space' }]],
    [{ type: 'move', x: 7, y: 7 }, [{ action: 'move', x: 7, y: 7 }]],
    [
      { type: 'move', x: 7, y: 7, keys: ['CMD'] },
      [
        { action: 'key_down', key: 'super' },
        { action: 'move', x: 7, y: 7 },
        { action: 'key_up', key: 'super' },
      ],
    ],
    [{ type: 'screenshot' }, [{ action: 'screenshot' }]],
    [
      { type: 'scroll', x: 5, y: 6, scroll_x: 0, scroll_y: -300 },
      [{ action: 'scroll', x: 5, y: 6, dx: 0, dy: -300, unit: 'pixels' }],
    ],
    [{ type: 'scroll', x: 5, y: 6, scroll_x: 0, scroll_y: 0 }, [{ action: 'move', x: 5, y: 6 }]],
    [{ type: 'type', text: "It's\n山" }, [{ action: 'type', text: "It's\n山" }]],
    [{ type: 'wait' }, [{ action: 'wait', ms: 2000 }]],
  ])('%j', (action, calls) => {
    expect(plan(action)).toEqual(calls);
  });

  test('a list of actions is done in its order', () => {
    const actions = [
      { type: 'click', x: 1, y: 1, button: 'left' },
      { type: 'type', text: 'a' },
    ];
    const { calls } = openai.read(callOf({}, { action: undefined, actions })).plan(scene);
    expect(calls.map(({ action }) => action)).toEqual(['click', 'type']);
  });
});

test('the answer is the computer_call_output with the picture', () => {
  expect(openai.read(callOf({ type: 'screenshot' })).answer(outcome)).toEqual({
    type: 'computer_call_output',
    call_id: 'call_1',
    output: { type: 'computer_screenshot', image_url: 'data:image/jpeg;base64,cGljdHVyZQ==' },
  });
});

describe('safety checks', () => {
  const check = { id: 'sc_1', code: 'malicious_instructions', message: 'The page gives orders.' };

  test('one that nobody has acknowledged stops the call', () => {
    const call = callOf({ type: 'screenshot' }, { pending_safety_checks: [check] });
    expect(() => openai.read(call)).toThrowError(expect.objectContaining({ code: 'forbidden' }));
  });

  test('one that a person has acknowledged is passed on', () => {
    const checks = { pending_safety_checks: [check], acknowledged_safety_checks: [check] };
    const request = openai.read(callOf({ type: 'screenshot' }, checks));
    expect(request.answer(outcome)).toMatchObject({ acknowledged_safety_checks: [check] });
  });
});

describe('what is refused', () => {
  test.each([
    [{ type: 'clik', x: 1, y: 1 }, 'action.type: there is no action "clik"'],
    [{ type: 'click', x: '1', y: 1 }, 'x: invalid input: expected number'],
    [{ type: 'click', x: 1, y: 1, button: 'middle' }, 'button: invalid option'],
    [{ type: 'click', x: 1, y: 1, keys: ['A'] }, 'keys: "A" is no key to hold'],
    [{ type: 'drag', path: [{ x: 1, y: 1 }] }, 'path: too small'],
    [{ type: 'keypress', keys: [] }, 'keys: must name keys, such as "Enter", got none'],
  ])('%j', (action, message) => {
    expect(() => plan(action)).toThrowError(message);
  });

  test('a body that is no computer_call', () => {
    expect(() => openai.read({ type: 'function_call' })).toThrowError('type: invalid input');
    expect(() => openai.read(callOf({}, { action: undefined }))).toThrowError('give action or actions');
    expect(() => openai.read(callOf({ type: 'wait' }, { display_width: 800 }))).toThrowError(
      'display_height',
    );
  });
});
