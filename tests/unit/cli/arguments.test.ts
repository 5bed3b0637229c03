import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments.ts';
import { globalArguments, splitCommandLine } from '../../../src/cli/globals.ts';

const declared = {
  name: { type: 'positional', required: true, description: 'A name' },
  rest: { type: 'positional', multiple: true, description: 'More' },
  model: { type: 'string', valueHint: 'ID' },
  file: { type: 'string', multiple: true },
  follow: { type: 'boolean', alias: 'f' },
  open: { type: 'boolean', default: true },
} as const;

describe('parseCommandLine', () => {
  it('gives every declared argument a value', () => {
    expect(parseCommandLine(declared, ['one']).values).toEqual({
      name: 'one',
      rest: [],
      model: undefined,
      file: [],
      follow: false,
      open: true,
    });
  });

  it('takes flags before, between and after words, long and short, with = or without', () => {
    const argv = ['-f', 'one', '--file', 'a', 'x=1', '--file=b', 'y=-2', '--no-open', '--model=-odd'];
    expect(parseCommandLine(declared, argv).values).toEqual({
      name: 'one',
      rest: ['x=1', 'y=-2'],
      model: '-odd',
      file: ['a', 'b'],
      follow: true,
      open: false,
    });
  });

  it('takes a negative number for a value, so that it can be said what is wrong with it', () => {
    expect(parseCommandLine(declared, ['one', '--model', '-1.5']).values.model).toBe('-1.5');
  });

  it('takes everything after -- as words, or hands it on untouched', () => {
    expect(parseCommandLine(declared, ['--', '--model', '-f']).values).toMatchObject({
      name: '--model',
      rest: ['-f'],
    });
    const passing = parseCommandLine(
      { name: declared.name },
      ['one', '--', 'ls', '-l', '--', '--json'],
      true,
    );
    expect(passing).toEqual({ values: { name: 'one' }, trailing: ['ls', '-l', '--', '--json'] });
    expect(parseCommandLine({ name: declared.name }, ['one'], true).trailing).toEqual([]);
  });

  it.each([
    [
      'an unknown flag, with the nearest',
      ['one', '--modle', 'x'],
      'There is no flag --modle.',
      'Did you mean --model?',
    ],
    ['an unknown short flag', ['one', '-z'], 'There is no flag -z.', '--help lists the flags.'],
    ['a flag that negates no switch', ['one', '--no-model'], 'There is no flag --no-model.', undefined],
    ['a flag without its value', ['one', '--model'], '--model needs a value: --model ID.', undefined],
    [
      'a flag whose value is the next flag',
      ['one', '--model', '--follow'],
      '--model needs a value: --model ID.',
      undefined,
    ],
    [
      'the desktop as a flag where it is a word',
      ['one', '--desktop', 'two'],
      'There is no flag --desktop here.',
      "The desktop's name is a word of its own: leave --desktop out.",
    ],
    ['a value for a switch', ['one', '--follow=yes'], '--follow takes no value.', undefined],
    [
      'a flag that is given twice',
      ['one', '--model', 'a', '--model', 'b'],
      '--model is given twice.',
      undefined,
    ],
    ['a missing word', [], 'NAME is missing: A name.', undefined],
    [
      'a flag named like an object property',
      ['one', '--constructor'],
      'There is no flag --constructor.',
      '--help lists the flags.',
    ],
  ])('refuses %s', (_name, argv, message, hint) => {
    const expected = { code: 'bad_input', exitCode: 2, message, ...(hint === undefined ? {} : { hint }) };
    expect(() => parseCommandLine(declared, argv)).toThrow(expect.objectContaining(expected));
  });

  it('refuses a word too many and says how text is quoted', () => {
    expect(() => parseCommandLine({ name: declared.name }, ['do', 'this'])).toThrow(
      '"this" is one word too many.',
    );
  });
});

describe('splitCommandLine', () => {
  it('finds the command behind global flags and moves them behind it', () => {
    const argv = ['--config', 'my.yaml', '--json', 'up', 'one', '-q'];
    const split = splitCommandLine(argv);
    expect(split).toMatchObject({ command: 'up', json: true, quiet: true, verbose: false });
    expect(split.rest).toEqual(['--config', 'my.yaml', '--json', 'one', '-q']);
    expect(parseCommandLine({ ...globalArguments, name: declared.name }, split.rest).values).toMatchObject({
      config: 'my.yaml',
      json: true,
      quiet: true,
      name: 'one',
    });
  });

  it('leaves what another program is given alone', () => {
    const split = splitCommandLine(['exec', 'one', '--', 'jq', '--json', '--help', '-q']);
    expect(split).toMatchObject({ command: 'exec', json: false, help: false, quiet: false });
    expect(split.rest).toEqual(['one', '--', 'jq', '--json', '--help', '-q']);
  });

  it.each([[[]], [['--json']], [['--', 'up']]])('finds no command in %j', (argv) => {
    expect(splitCommandLine(argv)).toMatchObject({ command: undefined, rest: argv });
  });
});
