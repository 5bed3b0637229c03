import { afterEach, expect, test, vi } from 'vitest';
import { fieldNow } from '../../../../src/browser/page/field.ts';
import { createKit } from '../../../../src/browser/page/kit.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A page of so many elements whose text area has the focus. */
function printOf(value: string, elements: number): string {
  const field = {
    localName: 'textarea',
    value,
    selectionStart: value.length,
    selectionEnd: value.length,
    parentElement: null,
    shadowRoot: null,
    checkVisibility: () => true,
    getBoundingClientRect: () => ({ left: 0, top: 0, right: 90, bottom: 40, width: 90, height: 40 }),
    getRootNode: () => document,
  };
  const document = {
    hasFocus: () => true,
    activeElement: field,
    getElementsByTagName: () => ({ length: elements }),
  };
  vi.stubGlobal('document', document);
  const getComputedStyle = () => ({ position: 'fixed' });
  vi.stubGlobal('window', { innerWidth: 800, innerHeight: 600, getComputedStyle });
  const found = fieldNow(createKit());
  if (found.kind !== 'field') throw new Error(`Found ${found.kind}`);
  return found.print;
}

test('a field’s print changes with its text, and with what a page puts beside it instead', () => {
  const before = printOf('', 20);
  expect(printOf('', 20)).toBe(before);
  expect(printOf('pasted', 20)).not.toBe(before);
  expect(printOf('', 23)).not.toBe(before);
});
