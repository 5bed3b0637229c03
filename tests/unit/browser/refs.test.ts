import { expect, test } from 'vitest';
import { RefBook } from '../../../src/browser/refs.ts';

const target = { tabId: 'T', frameId: 'F', elementId: 7 };

test('the same element keeps its ref, and its newest name is remembered', () => {
  const refs = new RefBook();
  const ref = refs.refFor(target, { role: 'button', name: 'Save' });
  expect(ref).toBe('e1');
  expect(refs.refFor({ ...target }, { role: 'button', name: 'Saved' })).toBe('e1');
  expect(refs.get('e1')).toMatchObject({ ...target, role: 'button', name: 'Saved' });
});

test.each([
  ['another element', { elementId: 8 }],
  ['another frame', { frameId: 'G' }],
  ['another tab', { tabId: 'U' }],
])('%s gets a ref of its own', (_name, change) => {
  const refs = new RefBook();
  refs.refFor(target, { role: 'button', name: 'Save' });
  expect(refs.refFor({ ...target, ...change }, { role: 'button', name: 'Save' })).toBe('e2');
});

test('the oldest refs are forgotten, never given to something else', () => {
  const refs = new RefBook();
  for (let elementId = 0; elementId < 5001; elementId++)
    refs.refFor({ ...target, elementId }, { role: 'link', name: '' });
  expect(refs.get('e1')).toBeUndefined();
  expect(refs.get('e5001')).toBeDefined();
  expect(refs.refFor({ ...target, elementId: 0 }, { role: 'link', name: '' })).toBe('e5002');
});
