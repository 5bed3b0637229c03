import { expect, test } from 'vitest';
import { modifiersOf } from '../../../../src/actions/dialects/keys.ts';

test.each([
  [['CTRL', 'control', 'ctl', 'Control_L', 'ctrl-r', 'ControlRight'], ['ctrl']],
  [['shift', 'Shift_R', 'SHIFTLEFT'], ['shift']],
  [['alt', 'option', 'opt', 'option_left', ' Alt_L '], ['alt']],
  [['super', 'meta', 'cmd', 'command', 'win', 'windows', 'os', 'MetaLeft', 'win_l'], ['super']],
  [
    ['cmd', 'shift', 'cmd'],
    ['super', 'shift'],
  ],
  [[], []],
  [null, []],
])('%j holds %j', (keys, modifiers) => {
  expect(modifiersOf(keys, 'keys')).toEqual(modifiers);
});

test.each(['a', '', 'Left', 'ArrowLeft', 'Enter', 'ctrl+shift', 'AltGr', 'CapsLock', 'nonsense'])(
  '%j is no key to hold',
  (key) => {
    expect(() => modifiersOf([key], 'keys')).toThrow(`keys: ${JSON.stringify(key)} is no key to hold`);
  },
);
