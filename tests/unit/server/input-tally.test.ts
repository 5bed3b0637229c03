import { expect, test } from 'vitest';
import { InputTally, isPress } from '../../../src/server/vnc/input-tally.ts';

function key(keysym: number, down = true): Buffer {
  const message = Buffer.of(4, down ? 1 : 0, 0, 0, 0, 0, 0, 0);
  message.writeUInt32BE(keysym, 4);
  return message;
}

const press = (keysym: number) => [key(keysym), key(keysym, false)];
const pointer = (mask: number) => Buffer.of(5, mask, 0, 1, 0, 1);

function tallied(...messages: readonly Buffer[]) {
  const tally = new InputTally();
  for (const message of messages) tally.add(message);
  return tally.input;
}

test('characters of every script count once each, with the shift that they need', () => {
  const [shift, euro, cyrillic, emoji] = [0xffe1, 0x20ac, 0x06c1, 0x0101_f600];
  const typed = [key(shift), ...press(0x41), key(shift, false), ...press(euro)];
  expect(tallied(...typed, ...press(cyrillic), ...press(emoji))).toMatchObject({ characters: 4, keys: 0 });
});

test('keys without a character and shortcuts count as keys, modifiers alone as nothing', () => {
  const [control, enter, f5] = [0xffe3, 0xff0d, 0xffc2];
  const input = tallied(key(control), ...press(0x63), key(control, false), ...press(enter), ...press(f5));
  expect(input).toMatchObject({ characters: 0, keys: 3 });
  expect(tallied(...press(control), ...press(0xfe03))).toMatchObject({ characters: 0, keys: 0 });
});

test('a click is a button’s press, however far it is dragged; the wheel’s notches are told apart', () => {
  expect(tallied(pointer(0), pointer(1), pointer(1), pointer(0), pointer(5))).toMatchObject({ clicks: 3 });
  expect(tallied(pointer(8), pointer(0), pointer(16), pointer(0))).toMatchObject({ clicks: 0, scrolls: 2 });
});

test('QEMU’s key messages and clipboard texts are understood', () => {
  const extended = Buffer.of(255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 30);
  expect(tallied(extended, Buffer.of(6, 0, 0, 0, 0, 0, 0, 1, 0x61))).toMatchObject({
    characters: 1,
    pastes: 1,
  });
});

test('a move of the pointer and a release are no press', () => {
  expect([key(0x61), pointer(1), Buffer.of(255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 30)].map(isPress)).toEqual([
    true,
    true,
    true,
  ]);
  expect([key(0x61, false), pointer(0), Buffer.of(6, 0, 0, 0, 0, 0, 0, 0)].map(isPress)).toEqual([
    false,
    false,
    false,
  ]);
});
