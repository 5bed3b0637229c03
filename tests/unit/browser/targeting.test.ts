import { expect, test } from 'vitest';
import type { PageElement } from '../../../src/browser/browser.ts';
import { nearestMatch } from '../../../src/browser/targeting.ts';

const element = (ref: string, role: string, name: string): PageElement => ({
  ref,
  role,
  name,
  states: [],
  box: { x: 0, y: 0, width: 1, height: 1 },
});

const PAGE = [
  element('e1', 'heading', 'Save'),
  element('e2', 'button', 'Save'),
  element('e3', 'button', 'Cancel'),
  element('e4', 'textbox', ''),
];

test.each([
  ['the same role and name', { role: 'button', name: 'Save' }, 'e2'],
  ['the same name in another role', { role: 'link', name: 'Cancel' }, 'e3'],
  ['a name that is a letter off', { role: 'button', name: 'Cancle' }, 'e3'],
  ['the same role without a name', { role: 'textbox', name: '' }, 'e4'],
  ['nothing like it', { role: 'button', name: 'Delete everything' }, undefined],
])('the nearest match: %s', (_name, gone, expected) => {
  expect(nearestMatch(gone, PAGE)?.ref).toBe(expected);
});
