import { expect, test } from 'vitest';
import type { DomElement } from '../../../../src/browser/page/dom.ts';
import { linkTarget, savesFile } from '../../../../src/browser/page/link.ts';

/** As much of a node as is read. */
interface Part {
  readonly localName?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly parent?: object;
  readonly slot?: object;
}

function element({ localName = 'span', attributes = {}, parent, slot }: Part): DomElement {
  return {
    nodeType: 1,
    localName,
    getAttribute: (name: string) => attributes[name] ?? null,
    hasAttribute: (name: string) => attributes[name] !== undefined,
    baseURI: 'https://shop.example/cart',
    parentNode: parent ?? null,
    assignedSlot: slot ?? null,
  } as unknown as DomElement;
}

const shadowOf = (host: DomElement) => ({ nodeType: 11, parentNode: null, host });

/** An element in a link with these attributes. */
function inLink(attributes: Readonly<Record<string, string>> | null): DomElement {
  if (attributes === null) return element({});
  return element({ parent: element({ localName: 'a', attributes }) });
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

test.each([
  [{ href: '/export', download: '' }, true],
  [{ href: '/export', download: 'data.csv' }, true],
  [{ href: 'https://elsewhere.example/x', download: '' }, true],
  [{ href: 'blob:https://shop.example/6f1c' }, true],
  [{ href: ' DATA:text/csv,1' }, true],
  [{ href: '/export' }, false],
  [{ href: 'http://[' }, false],
  [{ href: 'javascript:void 0' }, false],
  [{ download: '' }, false],
  [null, false],
])('a link with %j saves a file: %s', (attributes, saves) => {
  expect(savesFile(inLink(attributes as Record<string, string> | null))).toBe(saves);
});

test('the host stays whole, however long it is', () => {
  const host = `${'a.'.repeat(100)}shop.example.evil.example`;
  const target = linkTarget(inLink({ href: `https://${host}/${'x'.repeat(5000)}` })) ?? '';
  expect(new URL(target).hostname).toBe(host);
  expect(target.length).toBe(`https://${host}`.length + 200);
});

test('a link is found around shadow roots, and in the one that an element is slotted into', () => {
  const there = 'https://evil.example/';
  const link = element({ localName: 'a', attributes: { href: there } });
  const host = element({ localName: 'x-button', parent: link });
  const inner = element({ localName: 'button', parent: shadowOf(host) });
  expect(linkTarget(inner)).toBe(there);
  expect(linkTarget(element({ parent: shadowOf(element({ parent: shadowOf(host) })) }))).toBe(there);
  const card = element({ localName: 'x-card' });
  const around = element({ localName: 'a', attributes: { href: there }, parent: shadowOf(card) });
  const slotted = element({ parent: card, slot: element({ localName: 'slot', parent: around }) });
  expect(linkTarget(slotted)).toBe(there);
  expect(linkTarget(element({ parent: card }))).toBeUndefined();
});

test('the nearest link counts, and one that leads nowhere does not hide the one around it', () => {
  const outer = element({ localName: 'a', attributes: { href: 'https://evil.example/' } });
  const host = element({ parent: outer });
  const within = (attributes: Record<string, string>) =>
    linkTarget(element({ parent: element({ localName: 'a', attributes, parent: shadowOf(host) }) }));
  expect(within({ href: '/near' })).toBe('https://shop.example/near');
  expect(within({ name: 'here' })).toBe('https://evil.example/');
});
