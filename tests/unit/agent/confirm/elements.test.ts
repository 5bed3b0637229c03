import { describe, expect, test } from 'vitest';
import { risksOf } from '../../../../src/agent/confirm/classify.ts';
import { isOnSites } from '../../../../src/agent/confirm/sites.ts';
import { risks, screen } from './support.ts';

describe('a click on what is called “Delete account”', () => {
  const on = (role: string) => risks('click', { ref: 'e1' }, screen([{ role, name: 'Delete account' }]));

  test.each([
    'button', 'link', 'tab', 'option', 'treeitem', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'heading', 'gridcell', 'cell',
    'draggable', 'clickable', 'listitem', 'row', 'switch', 'image', 'text', 'disclosure', 'term', 'doc-biblioref',
  ])('is asked about where it is a %s', (role) => {
    expect(on(role)).toEqual(['delete']);
  }); // prettier-ignore

  test.each([
    'textbox', 'searchbox', 'combobox', 'checkbox', 'radio', 'slider', 'file', 'region', 'dialog', 'alertdialog', 'status', 'group',
    'toolbar', 'columnheader', 'progressbar',
  ])('is not where it is a %s, which is filled in, or holds other elements', (role) => {
    expect(on(role)).toEqual([]);
  }); // prettier-ignore
});

test.each([
  ['treeitem', 'Trash', []],
  ['treeitem', 'Archive', []],
  ['treeitem', 'Trash (3)', []],
  ['treeitem', 'Archive, 12 unread', []],
  ['treeitem', 'Archive all', ['delete']],
  ['treeitem', 'Delete', ['delete']],
  ['button', 'Archive', ['delete']],
  ['heading', 'Sign up', []],
  ['heading', 'How to pay your rent', []],
  ['heading', 'Close account', ['delete']],
  ['heading', 'Remove everything', ['delete']],
  ['clickable', 'Sign up', ['submit']],
  ['listitem', 'Bob: please confirm', []],
  ['listitem', 'Bob: buy milk', []],
  ['listitem', 'Send money to Bob', ['send']],
  ['heading', 'Place order', ['pay']],
  ['heading', 'Confirm payment', ['pay']],
  ['listitem', 'Confirm purchase', ['pay']],
  ['listitem', 'Submit order', ['pay']],
  ['listitem', 'Yes, delete it', ['delete']],
  ['clickable', 'Bob: please confirm', ['submit']],
])('a click on the %s %j: %j', (role, name, expected) => {
  expect(risks('click', { ref: 'e1' }, screen([{ role, name }]))).toEqual(expected);
});

test('a title that lies in a link is judged as that', () => {
  const href = 'https://shop.example/join';
  expect(risks('click', { ref: 'e1' }, screen([{ role: 'heading', name: 'Sign up', href }]))).toEqual([
    'submit',
  ]);
});

describe('letting something go', () => {
  const around = screen([
    { role: 'draggable', name: 'report' },
    { role: 'region', name: 'Trash' },
    { role: 'text', name: 'Archive' },
    { role: 'text', name: 'They would not delete it, whatever the mayor said in March.' },
    { role: 'textbox', name: 'Send to' },
    { role: 'listbox', name: 'Done' },
    { role: 'columnheader', name: 'Order' },
    { role: 'treeitem', name: 'Trash' },
  ]);
  const path = (from: number, to: number) => ({
    path: [
      { x: 50, y: from * 30 - 20 },
      { x: 50, y: to * 30 - 20 },
    ],
  });

  test.each([
    [2, ['delete']],
    [3, ['delete']],
    [4, []],
    [5, []],
    [6, []],
    [7, []],
    [8, ['delete']],
  ])('on element %i: %j', (to, expected) => {
    expect(risks('drag', { from_ref: 'e1', to_ref: `e${to}` }, around)).toEqual(expected);
    expect(risks('drag', path(1, to), around)).toEqual(expected);
  });

  test('by the button of the mouse alone is judged as well', () => {
    expect(risks('mouse_up', { ref: 'e2' }, around)).toEqual(['delete']);
    expect(risks('mouse_down', { ref: 'e2' }, around)).toEqual([]);
    expect(risks('mouse_up', { ref: 'e5' }, around)).toEqual([]);
  });

  test('says what goes where', () => {
    expect(risksOf({ name: 'drag', params: { from_ref: 'e1', to_ref: 'e2' } }, around)).toEqual([
      { risk: 'delete', what: 'drag draggable "report" onto region "Trash" on shop.example' },
    ]);
  });

  test('on what the screen does not show is asked about', () => {
    expect(risks('drag', { from_ref: 'e1', to_ref: 'e99' }, around)).toEqual(['unknown']);
    expect(risks('drag', { from_ref: 'e99', to_ref: 'e99' }, around)).toEqual(['unknown']);
  });
});

test.each([
  ['textbox', 'Search or send a message to Anna', ['send']],
  ['searchbox', 'Search or delete', ['delete']],
  ['textbox', 'Search messages', []],
  ['searchbox', 'Search', []],
  ['textbox', 'Su\u00ADche', []],
])('Enter in the %s %j: %j', (role, name, expected) => {
  expect(risks('key', { keys: 'Enter' }, screen([{ role, name, states: ['focused'] }]))).toEqual(expected);
});

test('a link that saves a file is a download, whatever it is called and wherever it leads', () => {
  const around = screen([
    { role: 'link', name: 'Quarterly data', href: 'https://shop.example/export', downloads: true, states: ['focused'] },
    { role: 'link', name: 'Result', downloads: true },
    { role: 'image', name: 'Chart', downloads: true },
    { role: 'link', name: 'Elsewhere', href: 'https://evil.example/x', downloads: true },
    { role: 'link', name: 'Quarterly data', href: 'https://shop.example/export' },
  ]); // prettier-ignore
  expect(risksOf({ name: 'click', params: { ref: 'e1' } }, around)).toEqual([
    { risk: 'download', what: 'follow link "Quarterly data", which saves a file on shop.example' },
  ]);
  expect(risks('key', { keys: 'Enter' }, around)).toEqual(['download']);
  expect(risks('click', { ref: 'e2' }, around)).toEqual(['download']);
  expect(risks('click', { ref: 'e3' }, around)).toEqual(['download']);
  expect(risks('click', { ref: 'e5' }, around)).toEqual([]);
  expect(risks('click', { ref: 'e5', modifiers: ['alt'] }, around)).toEqual(['download']);
  expect(risks('click', { ref: 'e5' }, { ...around, held: ['Alt_L'] })).toEqual(['download']);
  expect(risks('click', { ref: 'e5', modifiers: ['ctrl'] }, around)).toEqual([]);
  expect(risks('type', { ref: 'e5', text: 'x' }, { ...around, held: ['Alt_L'] })).toEqual(['download']);
  const home = { ...around, isHome: isOnSites(['shop.example']) };
  expect(risks('click', { ref: 'e4' }, home)).toEqual(['leave']);
});

describe('with Alt held down, which saves what a link leads to', () => {
  const around = screen([
    { role: 'link', name: 'Data', href: 'https://shop.example/export', states: ['focused'] },
    { role: 'button', name: 'Next' },
  ]);
  const inside = (y: number) => ({ path: [{ x: 20, y }, { x: 60, y }] }); // prettier-ignore
  const alt = (...actions: object[]) =>
    risks('batch', { actions: [{ action: 'key_down', key: 'alt' }, ...actions] }, around);
  const down = { action: 'mouse_down', ref: 'e1' };

  test('a press by the button of the mouse alone is a download', () => {
    expect(alt(down, { action: 'mouse_up', ref: 'e1' })).toEqual(['download', 'download']);
    expect(alt({ ...down, ref: 'e2' })).toEqual([]);
    expect(risks('mouse_down', { ref: 'e1' }, around)).toEqual([]);
    expect(alt({ action: 'key_up', key: 'alt' }, down)).toEqual([]);
  });

  test('a drag within it is, too', () => {
    expect(risks('drag', { ...inside(10), modifiers: ['alt'] }, around)).toEqual(['download']);
    expect(alt({ action: 'drag', ...inside(10) })).toEqual(['download']);
    expect(risks('drag', inside(10), around)).toEqual([]);
    expect(risks('drag', { ...inside(40), modifiers: ['alt'] }, around)).toEqual([]);
  });

  test('and so is Enter on it', () => {
    expect(risks('key', { keys: 'alt+Enter' }, around)).toEqual(['download']);
    expect(risks('key', { keys: 'NumpadEnter' }, { ...around, held: ['Alt_R'] })).toEqual(['download']);
    expect(alt({ action: 'key', keys: 'Enter' })).toEqual(['download']);
    expect(risks('key', { keys: 'Enter' }, around)).toEqual([]);
    expect(risks('key', { keys: 'shift+Enter' }, around)).toEqual([]);
    const field = screen([
      { role: 'searchbox', name: 'Search', href: 'https://shop.example/', states: ['focused'] },
    ]);
    expect(risks('key', { keys: 'alt+Enter' }, field)).toEqual([]);
  });
});
