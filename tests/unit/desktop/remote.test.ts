import { expect, test, vi } from 'vitest';
import type { RemoteEvent } from '../../../src/base/remote-input.ts';
import { createRemote } from '../../../src/desktop/remote.ts';
import type { RemoteDeps } from '../../../src/desktop/remote.ts';

test('a text of a person is typed with the page’s word on when it is through', async () => {
  const type = vi.fn<RemoteDeps['type']>(async () => {});
  const fake = { type, keys: { capsLocked: async () => false }, connection: { sync: async () => {} } };
  const remote = createRemote(fake as unknown as RemoteDeps);
  const events = Array.from('Grüße').flatMap((c): RemoteEvent[] => [
    { kind: 'key', keysym: c.codePointAt(0) ?? 0, down: true },
    { kind: 'key', keysym: c.codePointAt(0) ?? 0, down: false },
  ]);
  const { signal } = new AbortController();
  const recipient = async () => ({ takenIn: async () => true, watchField: async () => async () => true });
  await remote.play(events, signal, recipient);
  expect(type).toHaveBeenCalledExactlyOnceWith('Grüße', signal, recipient);
});

const SLASH = 0x2f;
const SEVEN = 0x37;
const SHIFT = 0xffe1;
const CODES = new Map([
  [SLASH, 61],
  [SEVEN, 16],
  [0x61, 38],
  [SHIFT, 50],
]);

/** Which keycodes are down after a person's client has told of these keys. */
async function heldAfter(keysyms: readonly (readonly [keysym: number, down: boolean])[]): Promise<number[]> {
  const down = new Set<number>();
  const strokes = new Map([...CODES].map(([keysym, code]) => [keysym, { code, shift: false }]));
  const state = { keymap: { strokes }, rows: [], shift: 50, modifiers: new Set([50]) };
  const keys = {
    capsLocked: async () => false,
    state: async () => state,
    press: (code: number) => down.add(code),
    release: (code: number) => down.delete(code),
  };
  const connection = {
    X: { ChangeKeyboardControl: () => {} },
    keycodes: { min: 8 },
    sync: async () => {},
  };
  const strokesOf = async ([keysym = 0]: readonly number[]) => [strokes.get(keysym)];
  const remote = createRemote({ keys, connection, strokesOf } as unknown as RemoteDeps);
  for (const [keysym, isDown] of keysyms)
    await remote.play([{ kind: 'key', keysym, down: isDown }], new AbortController().signal);
  return [...down];
}

test('a key comes up also when its release has the character without Shift', async () => {
  const pressed = [[SHIFT, true] as const, [SLASH, true] as const, [SHIFT, false] as const];
  expect(await heldAfter(pressed)).toEqual([61]);
  expect(await heldAfter([...pressed, [SEVEN, false]])).toEqual([]);
});

test('a release that belongs to nothing leaves what is held alone where it may be another key', async () => {
  expect(
    await heldAfter([
      [SLASH, true],
      [SHIFT, false],
    ]),
  ).toEqual([61]);
  expect(
    await heldAfter([
      [SLASH, true],
      [0x61, true],
      [SEVEN, false],
    ]),
  ).toEqual([61, 38]);
  expect(
    await heldAfter([
      [SHIFT, true],
      [SEVEN, false],
    ]),
  ).toEqual([50]);
});
