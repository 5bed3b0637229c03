import { expect, test } from 'vitest';
import { placesOf } from '../../../src/agent/places.ts';
import { FakeDesktop } from './support/fake-desktop.ts';

const desktop = new FakeDesktop();
desktop.page.elements = [
  { role: 'draggable', name: 'Card' },
  { role: 'group', name: 'Done' },
];
const seen = desktop.observation();
const card = { point: { x: 50, y: 10 }, target: { role: 'draggable', name: 'Card' } };
const done = { point: { x: 50, y: 30 }, target: { role: 'group', name: 'Done' } };

test('a batch tells the place of each of its actions, a drag both of its ends', () => {
  const actions = [
    { action: 'click', ref: 'e1' },
    { action: 'drag', from_ref: 'e1', to_ref: 'e2' },
    { action: 'key', keys: 'Enter' },
  ];
  expect(placesOf('batch', { actions }, seen).parts).toEqual([
    { name: 'click', params: { ref: 'e1' }, ...card },
    { name: 'drag', params: { from_ref: 'e1', to_ref: 'e2' }, ...card, end: done },
    { name: 'key', params: { keys: 'Enter' } },
  ]);
});

test('a drag along a path starts and ends on what lies there', () => {
  const path = [
    { x: 9, y: 9 },
    { x: 9, y: 29 },
  ];
  expect(placesOf('drag', { path }, seen)).toEqual({
    point: { x: 9, y: 9 },
    target: card.target,
    end: { point: { x: 9, y: 29 }, target: done.target },
  });
});

test.each([
  ['click', { ref: 'e9' }],
  ['batch', { actions: 'no list' }],
  ['key', { keys: 'a' }],
])('%s with %o has no place', (name, params) => {
  expect(placesOf(name, params, seen)).toEqual({});
});
