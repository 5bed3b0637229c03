import { expect, test } from 'vitest';
import type { DomElement } from '../../../../src/browser/page/dom.ts';
import { createKit, elementOf, idOf } from '../../../../src/browser/page/kit.ts';

const elements = (): DomElement[] =>
  Array.from({ length: 1000 }, () => ({ isConnected: true }) as unknown as DomElement);

test('an element keeps its number, by which it is found while it is in the document', () => {
  const kit = createKit();
  const [first, second] = elements();
  if (first === undefined || second === undefined) throw new Error('no elements');
  const id = idOf(kit, first);
  expect(idOf(kit, second)).toBe(id + 1);
  expect(idOf(kit, first)).toBe(id);
  expect(elementOf(kit, id)).toBe(first);
  Object.assign(first, { isConnected: false });
  expect(elementOf(kit, id)).toBeUndefined();
});

test('the numbers of one document mean nothing in another, and JSON carries them', () => {
  const [here, there] = [createKit(), createKit()];
  const ids = elements().map((element) => idOf(here, element));
  for (const element of elements()) idOf(there, element);
  expect(ids.map((id) => elementOf(there, id))).toEqual(ids.map(() => undefined));
  expect(ids.every((id) => Number.isSafeInteger(id) && id >= 0)).toBe(true);
});
