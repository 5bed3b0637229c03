import { describe, expect, test } from 'vitest';
import { chordNames, parseChord, parseKey } from '../../../src/desktop/keynames.ts';

describe('key names', () => {
  test.each([
    [['Enter', 'Return', 'return', 'RETURN', 'ret'], 0xff0d],
    [['ArrowLeft', 'Left', 'left', 'leftarrow', 'Arrow_Left'], 0xff51],
    [['PageDown', 'Page_Down', 'pgdn', 'Next', 'page-down'], 0xff56],
    [['Esc', 'Escape'], 0xff1b],
    [['Del', 'Delete'], 0xffff],
    [['Backspace', 'BackSpace'], 0xff08],
    [['ctrl', 'Control', 'Control_L', 'CTRL'], 0xffe3],
    [['cmd', 'meta', 'super', 'win', 'Super_L'], 0xffeb],
    [['alt', 'option', 'Alt_L'], 0xffe9],
    [['F1', 'f1'], 0xffbe],
    [['F12'], 0xffc9],
    [['space', ' '], 0x20],
    [['plus', '+'], 0x2b],
    [['KeyA', 'a'], 0x61],
    [['Digit5', '5'], 0x35],
    [['Numpad0', 'KP_0'], 0xffb0],
    [['é'], 0xe9],
    [['山'], 0x01005c71],
    [['🙂'], 0x0101f642],
  ])('%j are one key', (names, keysym) => {
    for (const name of names) expect(parseKey(name), name).toBe(keysym);
  });

  test.each([
    ['entr', 'enter'],
    ['pagedwn', 'pagedown'],
    ['contorl', 'control'],
    ['escpae', 'Escape'],
  ])('%s is refused with %s as the nearest name', (name, nearest) => {
    expect(() => parseKey(name)).toThrow(
      expect.objectContaining({
        code: 'bad_input',
        message: expect.stringContaining(name),
        hint: expect.stringMatching(new RegExp(nearest.replaceAll(/(?=[a-z])/g, '_?'), 'i')),
      }),
    );
  });

  test('a name that an object has by nature is not a key', () => {
    expect(() => parseKey('constructor')).toThrow(expect.objectContaining({ code: 'bad_input' }));
    expect(() => parseKey('__proto__')).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

describe('chords', () => {
  test.each([
    ['ctrl+shift+t', [0xffe3, 0xffe1, 0x74]],
    ['ctrl+T', [0xffe3, 0x74]],
    ['T', [0x54]],
    ['ctrl++', [0xffe3, 0x2b]],
    ['ctrl+plus', [0xffe3, 0x2b]],
    ['+', [0x2b]],
    ['ctrl + a', [0xffe3, 0x61]],
    ['Alt+F4', [0xffe9, 0xffc1]],
  ])('%s', (chord, keysyms) => {
    expect(parseChord(chord)).toEqual(keysyms);
  });

  test.each(['', '+a', 'ctrl+', 'a++b', '++'])('%j is refused, saying what is missing', (chord) => {
    expect(() => parseChord(chord)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });
});

test.each([
  ['Enter', ['Return']],
  ['Kp-Enter', ['KP_Enter']],
  ['NumpadEnter', ['KP_Enter']],
  ['linefeed', ['Return']],
  ['\n', ['Return']],
  ['spacebar', [' ']],
  ['cmd+Ret', ['Super_L', 'Return']],
  ['ctrl+L', ['Control_L', 'l']],
  ['ctrl+ä', ['Control_L', 'ä']],
  ['山', ['山']],
  ['nonsense', []],
])('the keys of %j have one name each: %j', (chord, names) => {
  expect(chordNames(chord)).toEqual(names);
});
