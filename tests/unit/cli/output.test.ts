import { describe, expect, it } from 'vitest';
import { asPainted, createPaint, forTerminal, wantsColour } from '../../../src/cli/paint.ts';
import { formatTable } from '../../../src/cli/table.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { memoryOutput } from './memory-output.ts';

const error = new DeskhandError('no_engine', 'No engine.', {
  hint: 'Start it.',
  cause: new Error('ECONNREFUSED'),
});

describe('the output for people', () => {
  it('puts results on stdout and all else on stderr', () => {
    const { output, stdout, stderr } = memoryOutput();
    output.info('starting');
    output.warn('careful');
    output.detail('hidden');
    output.result({ a: 1 }, 'the result');
    expect(stdout()).toBe('the result\n');
    expect(stderr()).toBe('starting\nwarning: careful\n');
  });

  it('prints an error and its hint', () => {
    const { output, stdout, stderr } = memoryOutput();
    output.error(error);
    expect(stdout()).toBe('');
    expect(stderr()).toBe('error: No engine.\nhint: Start it.\n');
  });

  it('keeps errors but no progress when quiet', () => {
    const { output, stderr } = memoryOutput({ quiet: true });
    output.info('starting');
    output.warn('careful');
    output.error(error);
    expect(stderr()).toBe('error: No engine.\nhint: Start it.\n');
  });

  it('shows details and what caused an error when verbose', () => {
    const { output, stderr } = memoryOutput({ verbose: true });
    output.detail('detail');
    output.error(error);
    expect(stderr()).toContain('detail\n');
    expect(stderr()).toContain('caused by: Error: ECONNREFUSED');
  });
});

describe('the output for programs', () => {
  it('prints one document and keeps progress off stdout', () => {
    const { output, stdout, stderr } = memoryOutput({ json: true });
    output.info('starting');
    output.result({ a: 1 }, 'text');
    expect(JSON.parse(stdout())).toEqual({ a: 1 });
    expect(stderr()).toBe('starting\n');
  });

  it('prints a stream as one document a line', () => {
    const { output, stdout } = memoryOutput({ json: true });
    output.item({ line: 'a' }, 'a');
    output.item({ line: 'b\nc' }, 'b');
    expect(
      stdout()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ line: 'a' }, { line: 'b\nc' }]);
  });

  it('prints an error as a document with code, message and hint', () => {
    const { output, stdout, stderr } = memoryOutput({ json: true });
    output.error(error);
    expect(JSON.parse(stdout())).toEqual({
      error: { code: 'no_engine', message: 'No engine.', hint: 'Start it.' },
    });
    expect(stderr()).toBe('');
  });

  it('prints a picture in base64', () => {
    const { output, stdout } = memoryOutput({ json: true });
    output.picture({ mediaType: 'image/png', data: new Uint8Array([1, 2, 3]), settled: true });
    expect(JSON.parse(stdout())).toEqual({ media_type: 'image/png', data: 'AQID', settled: true });
  });
});

describe('colours', () => {
  it.each([
    ['a terminal', {}, { noColor: false, isTty: true }, true],
    ['a pipe', {}, { noColor: false, isTty: false }, false],
    ['--no-color', { FORCE_COLOR: '1' }, { noColor: true, isTty: true }, false],
    ['NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, { noColor: false, isTty: true }, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, { noColor: false, isTty: true }, true],
    ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, { noColor: false, isTty: false }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, { noColor: false, isTty: true }, false],
    ['CI', { CI: 'true' }, { noColor: false, isTty: true }, false],
    ['a dumb terminal', { TERM: 'dumb' }, { noColor: false, isTty: true }, false],
  ])('with %s', (_name, env, options, expected) => {
    expect(wantsColour(env, options)).toBe(expected);
  });

  it('are escape sequences or nothing', () => {
    expect(forTerminal(createPaint(true)('red', 'x'))).toBe('\u001B[31mx\u001B[39m');
    expect(forTerminal(createPaint(false)('red', 'x'))).toBe('x');
    expect(forTerminal(asPainted('a \u001B[4;36mx\u001B[0m'))).toBe('a \u001B[4;36mx\u001B[0m');
  });
});

describe('text of a page or a model', () => {
  const SLY = '\u001B[2K\u001B[GMay it\u009B8m\u202E\u007F';
  const SHOWN = String.raw`\u001b[2K\u001b[GMay it\u009b8m\u202e\u007f`;
  const error = new DeskhandError('internal', SLY, { hint: SLY, cause: new Error(SLY) });

  it('speaks to no terminal, whichever way it is said, and colours stay', () => {
    const { output, stdout, stderr } = memoryOutput({ verbose: true, colours: true });
    output.result({}, SLY);
    output.item({}, SLY);
    output.info(output.paint('bold', SLY));
    output.warn(SLY);
    output.detail(SLY);
    output.failure({ message: SLY, hint: SLY });
    output.error(error);
    const said = stdout() + stderr();
    expect(said.split(SHOWN).length).toBeGreaterThan(10);
    expect(stderr()).toContain(`\u001B[1m${SHOWN}\u001B[22m\n\u001B[33mwarning:\u001B[39m ${SHOWN}\n`);
    // eslint-disable-next-line no-control-regex
    expect(said.replaceAll(/\u001B\[\d+m/g, '')).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it('brings no colour of its own', () => {
    const { output, stderr } = memoryOutput({ colours: true });
    output.info('\u001B[31merror:\u001B[39m');
    expect(stderr()).toBe(`${String.raw`\u001b[31merror:\u001b[39m`}\n`);
  });

  it('keeps its lines in a result, and has them indented in what goes on', () => {
    const { output, stdout, stderr } = memoryOutput();
    output.result({}, 'a\r\nb\tc');
    output.info('The model asks: x\nerror: y');
    expect(stdout()).toBe('a\r\nb\tc\n');
    expect(stderr()).toBe('The model asks: x\n  error: y\n');
  });

  it('is escaped in JSON, and the document stays the same', () => {
    const { output, stdout } = memoryOutput({ json: true });
    output.result({ text: SLY }, '');
    output.item({ text: SLY }, '');
    output.error(error);
    expect(stdout()).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    const [first = '', second = ''] = stdout().split('\n');
    expect([JSON.parse(first), JSON.parse(second)]).toEqual([{ text: SLY }, { text: SLY }]);
  });

  it('makes no second row of a table', () => {
    const table = formatTable(['A'], [['x\n\u001B[1mB']], createPaint(false));
    expect(table).toBe(`A\n${String.raw`x \u001b[1mB`}`);
  });
});

describe('formatTable', () => {
  it('lines columns up and leaves no space at the end', () => {
    expect(
      formatTable(
        ['A', 'LONG'],
        [
          ['wide', 'x'],
          ['b', ''],
        ],
        createPaint(false),
      ),
    ).toBe('A     LONG\nwide  x\nb');
  });
});
