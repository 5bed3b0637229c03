import { expect, test } from 'vitest';
import type { PageElement } from '../../../src/browser/browser.ts';
import { rankAndCap } from '../../../src/browser/ranking.ts';
import type { Rankable } from '../../../src/browser/ranking.ts';

function entry(ref: string, role: string, widget: boolean, states: readonly string[] = []): Rankable {
  const element: PageElement = { ref, role, name: ref, states, box: { x: 0, y: 0, width: 1, height: 1 } };
  return { element, widget };
}

const PAGE = [
  entry('title', 'heading', false),
  entry('text', 'text', false),
  entry('home', 'link', true),
  entry('save', 'button', true),
  entry('oops', 'alert', false),
  entry('name', 'textbox', true, ['focused']),
];

test.each([
  [10, ['title', 'text', 'home', 'save', 'oops', 'name'], 0],
  [2, ['oops', 'name'], 4],
  [3, ['save', 'oops', 'name'], 3],
  [4, ['home', 'save', 'oops', 'name'], 2],
  [5, ['title', 'home', 'save', 'oops', 'name'], 1],
  [0, [], 6],
])('with room for %i, the most useful stay in document order', (limit, kept, omitted) => {
  const list = rankAndCap(PAGE, limit);
  expect(list.elements.map(({ ref }) => ref)).toEqual(kept);
  expect(list.omitted).toBe(omitted);
  const left = PAGE.map(({ element }) => element.ref).filter((ref) => !kept.includes(ref));
  expect((list.unlisted ?? []).map(({ ref }) => ref)).toEqual(left);
});
