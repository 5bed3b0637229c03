import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../src/actions/observation.ts';
import { goesAnywhere } from '../../../../src/agent/confirm/classify.ts';
import type { Surroundings } from '../../../../src/agent/confirm/surroundings.ts';
import { isOnSites } from '../../../../src/agent/confirm/sites.ts';
import { BOX, risks, screen } from './support.ts';

const AT = { x: 300, y: 300 };
const LISTED = [{ role: 'button', name: 'Next' }] as const;
/** A button that the list leaves out, where {@link AT} is. */
const send = { ref: 'e81', role: 'button', name: 'Send', states: [], box: { ...BOX, x: 280, y: 290 } };

const presses = [
  ['click', AT],
  ['click', { ...AT, button: 'middle' }],
  ['mouse_down', AT],
  ['mouse_up', AT],
  ['drag', { path: [AT, { x: 301, y: 300 }] }],
] as const;

describe.each(presses)('%s %j', (name, params) => {
  test('is judged by what is in view, not by what the list has room for', () => {
    const around = screen(LISTED, { elementsOmitted: 1, unlisted: [send] });
    expect(risks(name, params, around)).toEqual(['send']);
    expect(risks(name, { x: 600, y: 600, path: [{ x: 600, y: 600 }, { x: 601, y: 600 }] }, around)).toEqual([]); // prettier-ignore
  });

  test('on nothing that is known is asked about where there is more than is known', () => {
    expect(risks(name, params, screen(LISTED, { elementsOmitted: 1, controlsUnknown: 1 }))).toEqual(['unknown']); // prettier-ignore
    expect(risks(name, params, screen(LISTED, { elementsOmitted: 2, controlsUnknown: 1, unlisted: [{ ...send, box: BOX }] }))).toEqual(['unknown']); // prettier-ignore
    expect(risks(name, params, screen(LISTED))).toEqual([]);
    // Texts beyond those that are known are no buttons.
    expect(risks(name, params, screen(LISTED, { elementsOmitted: 20 }))).toEqual([]);
  });

  test.each([
    'region', 'group', 'dialog', 'list', 'grid', 'application', 'clickable', 'draggable', 'text', 'listitem', 'row', 'treeitem', 'textbox',
    'canvas',
  ])('there is asked about also on a %s, which may hold another', (role) => {
    const box = { x: 0, y: 0, width: 900, height: 900 };
    const hidden = { elementsOmitted: 5, controlsUnknown: 5 };
    expect(risks(name, params, screen([{ role, box }], hidden))).toEqual(['unknown']);
    expect(risks(name, params, screen([{ role, box }], { elementsOmitted: 5 }))).toEqual([]);
    expect(risks(name, params, screen([{ role: 'button', name: 'Next', box }], hidden))).toEqual([]);
  }); // prettier-ignore

  test('is asked about where the page, or the frame at that place, has not told what is there', () => {
    expect(risks(name, params, screen([], { unread: 'all' }))).toEqual(['unknown']);
    const unread = [{ x: 200, y: 200, width: 200, height: 200 }];
    expect(risks(name, params, screen(LISTED, { unread }))).toEqual(['unknown']);
    expect(risks(name, params, screen(LISTED, { unread: [BOX] }))).toEqual([]);
    const around = { role: 'region', name: 'Help', box: { x: 0, y: 0, width: 900, height: 900 } };
    expect(risks(name, params, screen([around], { unread }))).toEqual(['unknown']);
    const within = { role: 'button', name: 'Close', box: { x: 290, y: 290, width: 20, height: 20 } };
    expect(risks(name, params, screen([within], { unread }))).toEqual([]);
    expect(risks(name, params, { ...screen(), seen: undefined })).toEqual(['unknown']);
  });

  test.each([
    ['confirm', 'Delete 3 files?', 'delete'],
    ['prompt', 'Your name', 'submit'],
    ['beforeunload', '', 'submit'],
    ['print', 'The print preview is open.', 'download'],
  ] as const)('may press a button of a %s dialog', (type, message, risk) => {
    expect(risks(name, params, dialog(type, message))).toEqual([risk]);
  });

  test('closes an alert, which does nothing else', () => {
    expect(risks(name, params, dialog('alert', 'Deleted.'))).toEqual([]);
  });
});

test('of two elements that overlap in part either may lie above; what lies around another does not', () => {
  const small = { role: 'button', name: 'Next', box: { x: 0, y: 0, width: 60, height: 20 } };
  const pay = (box: object) => screen([small, { role: 'button', name: 'Pay now', box: { ...BOX, ...box } }]);
  const at = { x: 50, y: 10 };
  expect(risks('click', at, pay({ x: 40 }))).toEqual(['pay']);
  expect(risks('click', { x: 10, y: 10 }, pay({ x: 40 }))).toEqual([]);
  expect(risks('click', at, pay({ x: 0, height: 200 }))).toEqual([]);
  expect(risks('click', { ref: 'e1' }, pay({ x: 40 }))).toEqual([]);
});

describe('while a dialog is open', () => {
  test.each([
    ['key', { keys: 'Enter' }],
    ['key', { keys: 'space' }],
    ['key_down', { key: 'space' }],
    ['key', { keys: 'shift+spacebar' }],
    ['type', { text: ' ' }],
    ['type', { text: '\n' }],
    ['type', { text: '', submit: true }],
    ['click', { ref: 'e1' }],
    ['type', { ref: 'e1', text: 'x' }],
    ['batch', { actions: [{ action: 'move', ...AT }, { action: 'mouse_down' }] }],
  ] as const)('%s %j accepts it', (name, params) => {
    expect(risks(name, params, dialog('confirm', 'Delete 3 files?'))).toEqual(['delete']);
  }); // prettier-ignore

  test.each([{ keys: 'Escape' }, { keys: 'Tab' }, { keys: 'a' }])('the key %j does not', (params) => {
    expect(risks('key', params, dialog('confirm', 'Delete 3 files?'))).toEqual([]);
  });

  test('only the first key of a batch closes an alert; the next one goes anywhere', () => {
    const enter = { action: 'key', keys: 'Enter' };
    const around = dialog('alert', 'Saved.');
    expect(risks('key', { keys: 'Enter' }, around)).toEqual([]);
    expect(risks('batch', { actions: [enter, enter] }, around)).toEqual(['unknown']);
  });
});

test('a click that may open a dialog makes the keys after it unknown, a click into a field does not', () => {
  const around = screen([
    { role: 'button', name: 'Next' },
    { role: 'searchbox', name: 'Search' },
  ]);
  const then = (ref: string) => ({
    actions: [
      { action: 'click', ref },
      { action: 'key', keys: 'Enter' },
    ],
  });
  expect(risks('batch', then('e1'), around)).toEqual(['unknown']);
  expect(risks('batch', then('e2'), around)).toEqual([]);
});

describe('a text with blanks that is typed after a click in the same batch', () => {
  const around = screen([
    { role: 'clickable', name: 'Where to?' },
    { role: 'button', name: 'Search' },
    { role: 'button', name: 'Pay now' },
  ]);
  const after = (click: object, ...then: object[]) =>
    risks('batch', { actions: [{ action: 'click', ...click }, ...then] }, around);
  const type = (text: string, more: object = {}) => ({ action: 'type', text, ...more });
  const key = (keys: string) => ({ action: 'key', keys });

  test('goes to what a harmless element opened', () => {
    expect(after({ ref: 'e1' }, type('New York'))).toEqual([]);
    expect(after({ ref: 'e2' }, type('wireless headphones'))).toEqual([]);
    expect(after({ x: 50, y: 40 }, type('wireless headphones'), type('x y'), key('a'), type('b c'))).toEqual([]);
  }); // prettier-ignore

  test('may be a press where the blank comes first, or where something else moved the focus', () => {
    expect(after({ ref: 'e1' }, type(' '))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, type(' New York'))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, key('space'))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, type('New York', { submit: true }))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, type('a\tb c'))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, key('Tab'), type('b c'))).toEqual(['unknown']);
    expect(after({ ref: 'e1' }, key('Enter'), type('b c'))).toEqual(['unknown', 'unknown']);
    expect(after({ ref: 'e3' }, type('New York'))).toEqual(['pay', 'unknown']);
    expect(after({ ref: 'e1', button: 'right' }, type('New York'))).toEqual(['unknown']);
    expect(after({ x: 600, y: 600 }, type('New York'))).toEqual(['unknown']);
  });
});

describe('on a page that does not tell', () => {
  const silent = screen([], { unread: 'all' });
  const { page: _, ...rest } = silent.seen as Observation;
  const gone: Surroundings = { ...silent, seen: rest };
  test.each([
    ['key', { keys: 'Enter' }],
    ['key', { keys: 'space' }],
    ['type', { text: 'a b' }],
    ['type', { text: 'a', submit: true }],
    ['click', { ref: 'e1' }],
    ['drag', { from_ref: 'e1', to_ref: 'e1' }],
  ] as const)('%s %j is asked about', (name, params) => {
    expect(risks(name, params, silent)).toEqual(['unknown']);
    expect(risks(name, params, gone)).toEqual(['unknown']);
  });

  test('its address every act is asked about where the task has sites', () => {
    const isHome = isOnSites(['shop.example']);
    expect(risks('type', { text: 'a' }, { ...gone, isHome })).toEqual(['leave']);
    expect(risks('scroll', { dy: 1 }, { ...gone, isHome })).toEqual([]);
  });

  test('keys that go to another program are no matter of the page’s', () => {
    const windows = [{ id: 1, title: 'notes', app: 'Mousepad', box: BOX, active: true }];
    expect(risks('type', { text: 'a b\n' }, screen([], { unread: 'all', windows }))).toEqual([]);
  });
});

test.each([
  ['click', { x: 1, y: 1 }, true],
  ['click', { ref: 'e1' }, false],
  ['mouse_up', {}, true],
  ['drag', { from_ref: 'e1', to_ref: 'e2' }, false],
  ['key', { keys: 'Enter' }, true],
  ['batch', { actions: [{ action: 'click', x: 1, y: 1 }] }, true],
  ['goto', { url: 'a.example' }, false],
  ['scroll', { dy: 1 }, false],
] as const)('%s %j is judged on the screen as it is by then: %s', (name, params, expected) => {
  expect(goesAnywhere({ name, params })).toBe(expected);
});

/** A screen with an open dialog: nothing of the page can be listed then. */
function dialog(type: string, message: string): Surroundings {
  return screen([], { unread: 'all', dialogs: [{ type, message }] } as never);
}
