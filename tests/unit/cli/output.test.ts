import { describe, expect, it } from 'vitest';
import { createPaint, wantsColour } from '../../../src/cli/paint.ts';
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
    expect(createPaint(true)('red', 'x')).toBe('\u001B[31mx\u001B[39m');
    expect(createPaint(false)('red', 'x')).toBe('x');
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
