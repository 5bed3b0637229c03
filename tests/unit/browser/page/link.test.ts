import { expect, test } from 'vitest';
import type { DomElement } from '../../../../src/browser/page/dom.ts';
import { linkTarget } from '../../../../src/browser/page/link.ts';

/** As much of an element as is read: it lies in a link with these attributes. */
function inLink(attributes: Readonly<Record<string, string>> | null): DomElement {
  const link = {
    getAttribute: (name: string) => attributes?.[name] ?? null,
    baseURI: 'https://shop.example/cart',
  };
  return { closest: () => (attributes === null ? null : link) } as unknown as DomElement;
}

test.each([
  [{ href: '/orders?token=1#x' }, 'https://shop.example/orders'],
  [{ href: '//evil.example:8443' }, 'https://evil.example:8443/'],
  [{ href: 'http:\\\\evil.example\\x' }, 'http://evil.example/x'],
  [{ href: 'https://shop.example@evil.example/' }, 'https://evil.example/'],
  [{ 'xlink:href': 'https://evil.example/' }, 'https://evil.example/'],
  [{ href: 'javascript:void 0' }, undefined],
  [{ href: 'mailto:a@b.example' }, undefined],
  [{ href: 'http://[' }, undefined],
  [{}, undefined],
  [null, undefined],
])('a link with %j leads to %s', (attributes, target) => {
  expect(linkTarget(inLink(attributes as Record<string, string> | null))).toBe(target);
});

test('the host stays whole, however long it is', () => {
  const host = `${'a.'.repeat(100)}shop.example.evil.example`;
  const target = linkTarget(inLink({ href: `https://${host}/${'x'.repeat(5000)}` })) ?? '';
  expect(new URL(target).hostname).toBe(host);
  expect(target.length).toBe(`https://${host}`.length + 200);
});
