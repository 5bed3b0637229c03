import { expect, test } from 'vitest';
import { catalogue } from '../../../../src/cli/catalogue.ts';
import { candidates } from '../../../../src/cli/completion/candidates.ts';
import { globalArguments } from '../../../../src/cli/globals.ts';

const sources = {
  catalogue,
  globals: globalArguments,
  desktops: async () => ['one', 'other'],
  models: async () => ['grok-4-1-fast', 'grok-4.3'],
};

async function complete(...words: readonly string[]): Promise<string> {
  const { words: found, paths } = await candidates(words, sources);
  return [...found.map(({ value }) => value), ...(paths === 'none' ? [] : [`(${paths})`])].join(' ');
}

test.each([
  ['commands by their beginning', ['d'], 'down do doctor'],
  ['flags that stand before a command', ['--c'], '--config'],
  ['a command after such flags and their values', ['--json', '--config', 'up', 'ps'], 'ps'],
  ['the flags of a command', ['up', '--re'], '--resolution --ready-timeout'],
  ['its flags after a positional', ['up', 'x', '--me'], '--memory'],
  ['a flag once only', ['up', '--port', '1', '--po'], ''],
  ['a flag that may be repeated again', ['up', '--env', 'A=1', '--en'], '--env'],
  ['the values that a hint lists', ['screenshot', '--format', ''], 'png jpeg'],
  ['the values of a positional', ['task', 'p'], 'pause'],
  ['nothing after the last positional', ['task', 'pause', 'text', ''], ''],
  ['shells', ['completion', ''], 'bash zsh fish'],
  ['desktops for a name', ['view', 'o'], 'one other'],
  ['desktops for every name of a repeated one', ['down', 'one', 'two', 'ot'], 'other'],
  ['desktops for a flag', ['do', 'click', '--desktop', 'on'], 'one'],
  ['models for a flag', ['run', 'x', '--model', 'grok-4.'], 'grok-4.3'],
  ['models for a positional', ['models', 'show', ''], 'grok-4-1-fast grok-4.3'],
  ['commands for help', ['help', 'ex'], 'exec'],
  ['files where a flag takes one', ['screenshot', '-o', ''], '(files)'],
  ['files for a playbook', ['run', 'exa'], '(files)'],
  ['folders where a flag takes one', ['run', '--runs', ''], '(folders)'],
  ['files for another program', ['exec', 'one', '--', 'cat', '--x'], '(files)'],
  ['nothing after an unknown command', ['exce', ''], ''],
  ['nothing for a free value', ['up', '--port', ''], ''],
])('offers %s', async (_, words, expected) => {
  expect(await complete(...words)).toBe(expected);
});
