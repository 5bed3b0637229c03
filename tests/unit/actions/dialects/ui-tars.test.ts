import { describe, expect, test } from 'vitest';
import { smartResize } from '../../../../src/actions/dialects/smart-resize.ts';
import { uiTars } from '../../../../src/actions/dialects/ui-tars.ts';
import { outcome, scene } from './support.ts';

const plan = (prediction: string, model_type = 'qwen2vl') =>
  uiTars.read({ prediction, model_type }).plan(scene).calls;

const TABLE: readonly [string, readonly object[]][] = [
  ["Thought: I click.\nAction: click(start_box='(500,500)')", [{ action: 'click', x: 640, y: 400 }]],
  ["Action: click(start_box='<|box_start|>(500,500)<|box_end|>')", [{ action: 'click', x: 640, y: 400 }]],
  ["Action: click(point='<point>500 500</point>')", [{ action: 'click', x: 640, y: 400 }]],
  ["Action: click(start_box='[400, 400, 600, 600]')", [{ action: 'click', x: 640, y: 400 }]],
  ["Action: click(start_box='<bbox>400 400 600 600</bbox>')", [{ action: 'click', x: 640, y: 400 }]],
  ["Action: left_single(start_box='(0,0)')", [{ action: 'click', x: 0, y: 0 }]],
  ["Action: left_double(start_box='(500,500)')", [{ action: 'click', x: 640, y: 400, count: 2 }]],
  ["Action: right_single(start_box='(500,500)')", [{ action: 'click', x: 640, y: 400, button: 'right' }]],
  ["Action: hover(start_box='(500,500)')", [{ action: 'move', x: 640, y: 400 }]],
  [
    "Action: drag(start_point='<point>0 0</point>', end_point='<point>500 500</point>')",
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
    "Action: select(start_box='(0,0)', end_box='(500,500)')",
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
  ["Action: hotkey(key='ctrl c')", [{ action: 'key', keys: 'ctrl+c' }]],
  ["Action: hotkey(key='arrowleft')", [{ action: 'key', keys: 'arrowleft' }]],
  ["Action: press(key='shift')", [{ action: 'key_down', key: 'shift' }]],
  ["Action: keydown(key='shift')", [{ action: 'key_down', key: 'shift' }]],
  ["Action: release(key='shift')", [{ action: 'key_up', key: 'shift' }]],
  ["Action: keyup(key='shift')", [{ action: 'key_up', key: 'shift' }]],
  ["Action: type(content='Hello\\n')", [{ action: 'type', text: 'Hello\n' }]],
  ["Action: type(content='it\\'s (so) \\\\ \"it\"')", [{ action: 'type', text: 'it\'s (so) \\ "it"' }]],
  ["Action: type(content='it's (so), here')", [{ action: 'type', text: "it's (so), here" }]],
  ["Action: scroll(start_box='(500,500)', direction='down')", [{ action: 'scroll', x: 640, y: 400, dy: 5 }]],
  ["Action: scroll(direction='left')", [{ action: 'scroll', dx: -5 }]],
  ['Action: wait()', [{ action: 'wait', ms: 5000 }]],
  ["Action: finished(content='All done')", [{ action: 'done', result: 'All done' }]],
  ['Action: call_user()', [{ action: 'ask_user', question: 'The model asks for help.' }]],
  [
    "Action: click(start_box='(500,500)')\n\ntype(content='x')",
    [
      { action: 'click', x: 640, y: 400 },
      { action: 'type', text: 'x' },
    ],
  ],
];

test.each(TABLE)('%s', (prediction, calls) => {
  expect(plan(prediction)).toEqual(calls);
});

describe('where the model sees', () => {
  test('1.5 answers in pixels of the picture resized to multiples of 28', () => {
    expect(smartResize(scene.frame)).toEqual({ width: 1288, height: 812 });
    expect(plan("Action: click(start_box='(644,406)')", 'qwen25vl')).toEqual([
      { action: 'click', x: 640, y: 400 },
    ]);
    expect(plan("Action: click(start_box='(1288,812)')", 'qwen25vl')).toEqual([
      { action: 'click', x: 1279, y: 799 },
    ]);
  });

  test.each([
    [
      { width: 1920, height: 1080 },
      { width: 1932, height: 1092 },
    ],
    [
      { width: 100, height: 100 },
      { width: 280, height: 280 },
    ],
    [
      { width: 7000, height: 4000 },
      { width: 4732, height: 2688 },
    ],
  ])('%j is resized to %j', (from, to) => {
    expect(smartResize(from)).toEqual(to);
  });

  test('a point outside is refused with its range', () => {
    expect(() => plan("Action: click(start_box='(1001,5)')")).toThrowError('x from 0 to 1000');
    expect(() => plan("Action: click(start_box='(1300,5)')", 'qwen25vl')).toThrowError('got 1300,5');
  });
});

test('the answer is the next user message, and says how the run stands', () => {
  const image_url = { url: 'data:image/jpeg;base64,cGljdHVyZQ==' };
  expect(uiTars.read({ prediction: 'Action: wait()' }).answer(outcome)).toEqual({
    status: 'running',
    message: { role: 'user', content: [{ type: 'image_url', image_url }] },
  });
  expect(uiTars.read({ prediction: "Action: finished(content='42')" }).answer(outcome)).toMatchObject({
    status: 'end',
    content: '42',
  });
  expect(uiTars.read({ prediction: 'Action: call_user()' }).answer(outcome)).toMatchObject({
    status: 'call_user',
  });
});

describe('what is refused', () => {
  test.each([
    [`Action: ${'wait()\n'.repeat(101)}`, 'prediction: must have from 1 to 100 actions, got 101'],
    ['I am not sure.', 'no action can be read'],
    ["Action: clik(start_box='(1,1)')", 'Action: there is no action "clik"'],
    ["Action: click(start_box='here')", 'start_box: must be a point or a box, got "here"'],
    ['Action: click()', 'start_box is missing'],
    ["Action: scroll(direction='in')", 'direction: invalid option'],
    ["Action: type(content='no end", 'no action can be read'],
  ])('%s', (prediction, message) => {
    expect(() => plan(prediction)).toThrowError(message);
  });
});
