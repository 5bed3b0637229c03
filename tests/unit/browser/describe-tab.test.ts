import { describe, expect, test } from 'vitest';
import { pageFacts, tabInfo } from '../../../src/browser/describe-tab.ts';
import type { RawFacts } from '../../../src/browser/page/facts.ts';
import type { Tab } from '../../../src/browser/tab.ts';
import { blockedBy } from '../../../src/browser/tab.ts';

const tabWith = (title: string, more: Partial<Tab> = {}): Tab =>
  ({ id: 'T1', crashed: false, loading: false, info: { url: 'https://a.test/', title }, ...more }) as Tab;
const saying = (title: string) => ({ url: 'https://a.test/', title }) as RawFacts;

describe('a title', () => {
  test('of 1000 characters stays as it is', () => {
    const title = 'x'.repeat(1000);
    expect(pageFacts(tabWith(''), saying(title)).title).toBe(title);
  });

  test.each([
    ['the page says', pageFacts(tabWith(''), saying('x'.repeat(2_000_000)))],
    ['the browser knows', pageFacts(tabWith('x'.repeat(2_000_000)), undefined)],
    ['a list of tabs tells', tabInfo(tabWith('x'.repeat(2_000_000)), tabWith(''))],
  ])('of megabytes that %s is cut', (_, { title }) => {
    expect(title).toBe(`${'x'.repeat(999)}…`);
  });

  test('is not cut within a character', () => {
    const { title } = pageFacts(tabWith(''), saying(`${'x'.repeat(998)}${'😀'.repeat(10)}`));
    expect(title).toBe(`${'x'.repeat(998)}…`);
  });

  test('of a crashed page still says so', () => {
    const { title } = pageFacts(tabWith('x'.repeat(5000), { crashed: true }), undefined);
    expect(title).toBe(`${'x'.repeat(999)}… (the page has crashed)`);
  });
});

test.each([
  [{ focused: true, hasActive: true }, 'element'],
  [{ focused: true, hasActive: false }, undefined],
  [{ focused: false, hasActive: true }, 'outside'],
])('with %j the keyboard goes to: %s', (facts, focus) => {
  expect(pageFacts(tabWith(''), { ...saying('x'), ...facts }).focus).toBe(focus);
});

test('what is refused while a dialog is open names the action that answers it', () => {
  expect(blockedBy({ type: 'confirm', message: 'Sure?' }).hint).toContain('the action dialog');
});
