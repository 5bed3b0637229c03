import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, MessageSplitter } from '../../../../src/browser/cdp/framing.ts';

test('a message ends with one NUL byte', () => {
  expect(encodeMessage({ id: 1, text: 'ü' }).toString('utf8')).toBe('{"id":1,"text":"ü"}\0');
});

test('several messages in one chunk come out in order', () => {
  const splitter = new MessageSplitter();
  expect(splitter.push(Buffer.from('{"a":1}\0{"b":2}\0{"c"'))).toEqual(['{"a":1}', '{"b":2}']);
  expect(splitter.push(Buffer.from(':3}\0'))).toEqual(['{"c":3}']);
});

test('messages survive being cut anywhere, inside a character too', () => {
  const messages = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 6 });
  const cuts = fc.array(fc.nat({ max: 600 }), { maxLength: 12 });
  fc.assert(
    fc.property(messages, cuts, (texts, at) => {
      const stream = Buffer.concat(texts.map((text) => encodeMessage({ text })));
      const edges = [0, ...at.filter((cut) => cut < stream.length).toSorted((a, b) => a - b), stream.length];
      const splitter = new MessageSplitter();
      const received = edges.slice(1).flatMap((end, i) => splitter.push(stream.subarray(edges[i], end)));
      expect(received.map((each) => (JSON.parse(each) as { text: string }).text)).toEqual(texts);
    }),
  );
});
