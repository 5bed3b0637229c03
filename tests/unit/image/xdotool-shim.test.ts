import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dir = '';

/** The shim, with programs in place of the real xdotool and the runner that say how they were called. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'shim-'));
  const program = (name: string, text: string): void => {
    writeFileSync(join(dir, name), text);
    chmodSync(join(dir, name), 0o755);
  };
  const says = (who: string): string => `#!/bin/sh\nprintf '%s' ${who}; printf '|%s' "$@"\n`;
  program('deskhand', says('runner'));
  program('real', says('real'));
  program('await-display', '#!/bin/sh\n');
  const shim = readFileSync(new URL('../../../image/shims/xdotool', import.meta.url), 'utf8');
  program('xdotool', shim.replace('/usr/bin/xdotool', join(dir, 'real')));
});

afterAll(() => rmSync(dir, { recursive: true }));

function called(...words: string[]): string {
  const env = { PATH: `${dir}:${process.env['PATH']}`, DISPLAY: ':99' };
  return execFileSync(join(dir, 'xdotool'), words, { env, encoding: 'utf8' });
}

test.each([
  [['type', 'É'], 'runner|type|É'],
  [['type', 'one\ntwo'], 'runner|type|one\ntwo'],
  [['type', '--', '-5 °C'], 'runner|type|-5 °C'],
  [['type', '--delay', '12', '--', 'É'], 'runner|type|É'],
  [['type', '--delay=12', 'É'], 'runner|type|É'],
  [['type', '--clearmodifiers', '--delay', '20', '--', 'É', 'x'], 'runner|type|É|x'],
  [['type', '--args', '1', 'É'], 'runner|type|É'],
  [['type', '--args=2', 'É', 'x'], 'runner|type|É|x'],
  [['type', '-delay', '12', 'É'], 'runner|type|É'],
  [['type', '-clearmodifiers', '-delay=12', '-args', '1', 'É'], 'runner|type|É'],
  [['type', '-5 °C'], 'runner|type|-5 °C'],
  [['type', '-É'], 'runner|type|-É'],
])('the runner types %j', (words, expected) => {
  expect(called(...words)).toBe(expected);
});

test.each([
  [['type', '--delay', '12', '--', 'plain'], 'real|type|--delay|12|--|plain'],
  [['type', '-5 apples'], 'real|type|--|-5 apples'],
  [['type', '--delay', '12', '-5'], 'real|type|--delay|12|--|-5'],
  [['type', '--window', '7', 'É'], 'real|type|--window|7|--|É'],
  [['type', '--args', '1', 'É', 'key', 'Return'], 'real|type|--args|1|--|É|key|Return'],
  [['type', '--file', 'É'], 'real|type|--file|É'],
  [['type', '-delay', '12', '-5'], 'real|type|-delay|12|--|-5'],
  [['type', '-window=7', 'É'], 'real|type|-window=7|--|É'],
  [['type', '-file', 'É'], 'real|type|-file|É'],
  [['type', '-'], 'real|type|--|-'],
  [['type', '--delay'], 'real|type|--delay'],
  [['type'], 'real|type'],
  [['key', 'cmd+Enter'], 'real|key|super+Return'],
  [['key', 'Meta+a'], 'real|key|super+a'],
  [['mousemove', '1', '2', 'click', '1'], 'real|mousemove|1|2|click|1'],
  [['getmouselocation'], 'real|getmouselocation'],
])('the real one gets %j', (words, expected) => {
  expect(called(...words)).toBe(expected);
});
