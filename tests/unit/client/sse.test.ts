import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEventStream } from '../../../src/client/sse.ts';
import { collect } from './collect.ts';

async function* chunks(...texts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

const parse = (...texts: (string | Uint8Array)[]) => collect(parseEventStream(chunks(...texts)));

describe('parseEventStream', () => {
  it.each([
    ['event, id and data', 'event: step\nid: 4\ndata: {}\n\n', [{ type: 'step', data: '{}', id: '4' }]],
    ['CRLF line ends', 'event: a\r\ndata: x\r\n\r\n', [{ type: 'a', data: 'x', id: undefined }]],
    [
      'CR line ends',
      'data: x\rdata: y\r\rdata: z\n\n',
      [
        { type: 'message', data: 'x\ny', id: undefined },
        { type: 'message', data: 'z', id: undefined },
      ],
    ],
    [
      'several data lines',
      'data: a\ndata\ndata:  b\n\n',
      [{ type: 'message', data: 'a\n\n b', id: undefined }],
    ],
    [
      'comments and unknown fields',
      ': keep-alive\n\nretry: 9\nfoo: bar\ndata: x\n\n',
      [{ type: 'message', data: 'x', id: undefined }],
    ],
    [
      'an id that lasts',
      'id: 1\ndata: a\n\ndata: b\n\n',
      [
        { type: 'message', data: 'a', id: '1' },
        { type: 'message', data: 'b', id: '1' },
      ],
    ],
    [
      'an event that the end cuts off',
      'data: whole\n\ndata: half\n',
      [{ type: 'message', data: 'whole', id: undefined }],
    ],
    ['a byte order mark', '\uFEFFdata: x\n\n', [{ type: 'message', data: 'x', id: undefined }]],
  ])('reads %s', async (_name, text, expected) => {
    expect(await parse(text)).toEqual(expected);
  });

  it('gives the same events wherever the bytes are cut', async () => {
    const bytes = new TextEncoder().encode('event: größe\r\nid: 7\r\ndata: 山田 🙂\r\n\r\ndata: b\r\n\r\n');
    const whole = await parse(bytes);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
        expect(await parse(...pieces)).toEqual(whole);
      }),
    );
    expect(whole).toHaveLength(2);
  });
});
