import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RfbClientFilter } from '../../../src/server/vnc/rfb-filter.ts';
import { MAX_CLIPBOARD, RfbProtocolError } from '../../../src/server/vnc/rfb-messages.ts';

const HANDSHAKE = Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.of(1, 1)]);

const bytes = (...values: readonly number[]) => Buffer.from(values);
const zeros = (type: number, length: number) => Buffer.concat([bytes(type), Buffer.alloc(length - 1)]);

function cutText(length: number, body: Buffer): Buffer {
  const head = zeros(6, 8);
  head.writeInt32BE(length, 4);
  return Buffer.concat([head, body]);
}

function encodings(...values: readonly number[]): Buffer {
  const message = zeros(2, 4 + 4 * values.length);
  message.writeUInt16BE(values.length, 2);
  for (const [i, value] of values.entries()) message.writeInt32BE(value, 4 + 4 * i);
  return message;
}

const capsFlags = bytes(0x01, 0, 0, 1);
const provideFlags = bytes(0x10, 0, 0, 1);
const fence = Buffer.concat([zeros(248, 8), bytes(3), Buffer.from('abc')]);
const desktopSize = Buffer.concat([zeros(251, 6), bytes(2, 0), Buffer.alloc(32)]);

const VIEW: Record<string, Buffer> = {
  SetPixelFormat: zeros(0, 20),
  SetEncodings: encodings(7, 0, -239 + 16),
  FramebufferUpdateRequest: zeros(3, 10),
  EnableContinuousUpdates: zeros(150, 10),
  ClientFence: fence,
  'extended clipboard capabilities': cutText(-8, Buffer.concat([capsFlags, bytes(0, 0, 1, 0)])),
};

const INPUT: Record<string, Buffer> = {
  KeyEvent: zeros(4, 8),
  PointerEvent: zeros(5, 6),
  ClientCutText: cutText(5, Buffer.from('hello')),
  'empty ClientCutText': cutText(0, Buffer.alloc(0)),
  'extended clipboard data': cutText(-9, Buffer.concat([provideFlags, Buffer.from('abcde')])),
  'QEMU extended key event': zeros(255, 12),
};

const DROPPED: Record<string, Buffer> = { xvp: zeros(250, 4), SetDesktopSize: desktopSize };

function opened(mayInput: () => boolean): RfbClientFilter {
  const filter = new RfbClientFilter(mayInput);
  filter.push(HANDSHAKE);
  return filter;
}

describe('a viewer without control', () => {
  test.each(Object.entries(VIEW))('may send %s', (_, message) => {
    expect(opened(() => false).push(message)).toEqual(message);
  });

  test.each(Object.entries({ ...INPUT, ...DROPPED }))(
    'has its %s dropped, and what follows understood',
    (_, message) => {
      const request = zeros(3, 10);
      expect(opened(() => false).push(Buffer.concat([message, request]))).toEqual(request);
    },
  );
});

describe('a viewer with control', () => {
  test.each(Object.entries({ ...VIEW, ...INPUT }))('may send %s', (_, message) => {
    expect(opened(() => true).push(message)).toEqual(message);
  });

  test.each(Object.entries(DROPPED))('still has its %s dropped', (_, message) => {
    expect(opened(() => true).push(message)).toHaveLength(0);
  });

  test('loses it in the middle of a stream', () => {
    let holds = true;
    const filter = opened(() => holds);
    const key = zeros(4, 8);
    expect(filter.push(key)).toEqual(key);
    holds = false;
    expect(filter.push(key)).toHaveLength(0);
  });
});

describe('the handshake', () => {
  test('is passed on and always asks for a shared desktop', () => {
    const exclusive = Buffer.concat([Buffer.from('RFB 003.008\n'), bytes(1, 0)]);
    expect(new RfbClientFilter(() => true).push(exclusive)).toEqual(HANDSHAKE);
  });

  test('of version 3.3 has no security choice', () => {
    const filter = new RfbClientFilter(() => true);
    expect(filter.push(Buffer.concat([Buffer.from('RFB 003.003\n'), bytes(0), zeros(4, 8)]))).toHaveLength(
      12 + 1 + 8,
    );
  });

  test.each([
    ['another protocol', Buffer.from('GET /vnc HTTP')],
    ['another security type', Buffer.concat([Buffer.from('RFB 003.008\n'), bytes(2)])],
  ])('with %s is refused', (_, sent) => {
    expect(() => new RfbClientFilter(() => true).push(sent)).toThrow(RfbProtocolError);
  });
});

test('encodings that would switch unread messages or hide the pointer are not asked for', () => {
  const asked = encodings(7, -316, -308, -309, -239, -26, -254, 0x5eed);
  expect(opened(() => true).push(asked)).toEqual(encodings(7, -26, -254));
});

describe('a stream that cannot be understood is refused', () => {
  test.each([
    ['an unknown message', bytes(77)],
    ['a clipboard text beyond reason', cutText(MAX_CLIPBOARD + 1, Buffer.alloc(0))],
    ['the most negative clipboard length', cutText(-(2 ** 31), Buffer.alloc(0))],
    ['an extended clipboard message without flags', cutText(-2, Buffer.alloc(2))],
    ['too many encodings', Buffer.concat([bytes(2, 0, 0xff, 0xff)])],
    ['a fence beyond reason', Buffer.concat([zeros(248, 8), bytes(200)])],
    ['an unknown QEMU message', bytes(255, 1)],
  ])('%s', (_, message) => {
    expect(() => opened(() => true).push(message)).toThrow(RfbProtocolError);
  });
});

const anyMessage = fc.constantFrom(...Object.values({ ...VIEW, ...INPUT, ...DROPPED }));

test('however the bytes are cut, the same ones are passed on', () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { maxLength: 12 }),
      fc.array(fc.nat({ max: 60 })),
      fc.boolean(),
      (messages, cuts, holds) => {
        const stream = Buffer.concat([HANDSHAKE, ...messages]);
        const whole = new RfbClientFilter(() => holds).push(stream);
        const filter = new RfbClientFilter(() => holds);
        const parts: Buffer[] = [];
        let rest = stream;
        for (const cut of [...cuts, stream.length]) {
          parts.push(filter.push(rest.subarray(0, cut)));
          rest = rest.subarray(cut);
        }
        expect(Buffer.concat(parts)).toEqual(whole);
      },
    ),
  );
});

test('arbitrary bytes are passed on as view messages or refused, and never throw anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const first = firstPassed(Buffer.from(noise));
      expect(['refused', undefined, 0, 2, 3, 6, 150, 248]).toContain(first);
    }),
    { numRuns: 500 },
  );
});

/** The type of the first message that a viewer without control gets through. */
function firstPassed(stream: Buffer): number | 'refused' | undefined {
  try {
    return opened(() => false).push(stream)[0];
  } catch (error) {
    if (error instanceof RfbProtocolError) return 'refused';
    throw error;
  }
}
