import { expect, test } from 'vitest';
import type { DomElement } from '../../../../src/browser/page/dom.ts';
import { postTarget, sendsByClick } from '../../../../src/browser/page/form.ts';

/** As much of an element as is read: its form is sent by POST to `action`. */
function control(localName: string, type: string, action = '/orders', hasForm = true): DomElement {
  const attributes: Record<string, string> = { method: 'post', action };
  const form = { getAttribute: (name: string) => attributes[name] ?? null, querySelector: () => null };
  const rest = { getAttribute: () => null, baseURI: 'https://shop.example/cart' };
  return { localName, type, form: hasForm ? form : null, ...rest } as unknown as DomElement;
}

test.each([
  ['button', 'submit', true, true],
  ['input', 'submit', true, true],
  ['input', 'image', true, true],
  ['input', 'text', false, true],
  ['button', 'button', false, false],
  ['input', 'reset', false, false],
])('a click on %s of type %s sends its form: %s', (localName, type, sends, posts) => {
  const element = control(localName, type);
  expect(sendsByClick(element)).toBe(sends);
  expect(postTarget(element)).toBe(posts ? 'https://shop.example/orders' : undefined);
});

test('a button without a form sends nothing', () => {
  expect(sendsByClick(control('button', 'submit', '/orders', false))).toBe(false);
});

test.each([`/${'x'.repeat(5000)}`, `http://[${'x'.repeat(5000)}`])(
  'where a form goes is cut to 200 characters: the page chooses it',
  (action) => {
    const target = postTarget(control('button', 'submit', action)) ?? '';
    expect(target).toHaveLength(200);
    expect(target.endsWith('…')).toBe(true);
  },
);
