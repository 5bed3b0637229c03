import { expect, test } from 'vitest';
import { toMarkdown } from '../../../src/browser/markdown.ts';
import type { Outline } from '../../../src/browser/page/outline.ts';

const node = (kind: string, ...children: Outline[]): Outline => [kind, '', children];
const link = (href: string, ...children: Outline[]): Outline => ['a', href, children];

test.each<[string, Outline, string]>([
  [
    'headings and paragraphs',
    node('block', node('h2', 'Hi\n  there'), node('p', 'One', node('b', ' two'), '.')),
    '## Hi there\n\nOne **two**.',
  ],
  ['loose text around blocks', node('block', ' a ', node('span', 'b'), node('p', 'c'), 'd'), 'a b\n\nc\n\nd'],
  [
    'links and pictures',
    node('p', link('http://a.test/', ' go '), ' ', ['img', 'A cat', []]),
    '[go](http://a.test/) ![A cat]',
  ],
  ['a link without text is left out', node('p', 'x', link('http://a.test/')), 'x'],
  [
    'lists in lists',
    node('ul', node('li', 'one', node('ol', node('li', 'a'), node('li', 'b'))), node('li', 'two')),
    '- one\n  1. a\n  2. b\n- two',
  ],
  [
    'code keeps its lines',
    node('block', node('pre', node('code', 'a\n  b')), node('p', node('code', 'x'))),
    '```\na\n  b\n```\n\n`x`',
  ],
  ['quotes', node('quote', node('p', 'a'), node('p', 'b')), '> a\n>\n> b'],
  ['line breaks', node('p', 'a', ['br', '', []], 'b'), 'a\nb'],
  ['fields', node('p', 'Name ', ['field', 'Name: [Zoë]', []]), 'Name Name: [Zoë]'],
  [
    'a table',
    node(
      'table',
      node('rows', node('tr', node('th', 'No.'), node('th', 'What'))),
      node('rows', node('tr', node('td', '1'), node('td', 'a|b'))),
    ),
    '| No. | What |\n| --- | --- |\n| 1 | a\\|b |',
  ],
  ['a table that is only layout', node('table', node('tr', node('td', node('p', 'a')))), 'a'],
  ['a dollar sign in bold', node('p', node('b', '$& 5')), '**$& 5**'],
  ['nothing', node('block'), ''],
])('%s', (_name, outline, expected) => {
  expect(toMarkdown(outline)).toBe(expected);
});

test('an iframe is written where it stands', () => {
  const outline = node('block', node('p', 'before'), ['frame', '7', []], node('p', 'after'));
  expect(toMarkdown(outline, new Map([['7', node('p', 'inside')]]))).toBe('before\n\ninside\n\nafter');
  expect(toMarkdown(outline)).toBe('before\n\nafter');
});
