import { describe, expect, test } from 'vitest';
import { withTrace } from '../../../src/base/trace.ts';
import { createLineLog, SecretBook } from '../../../src/runner/log.ts';
import { takeLogFormat } from '../../../src/runner/log-format.ts';
import { startNotices } from '../../../src/runner/notices.ts';
import { readSettings } from '../../../src/runner/settings/settings.ts';

function lines(secrets: SecretBook, format: 'text' | 'json' = 'text') {
  const written: string[] = [];
  const log = createLineLog({ format, level: 'debug', secrets, write: (line) => written.push(line) });
  return { log, written };
}

describe('secrets', () => {
  test.each(['text', 'json'] as const)('that come later are masked from then on, in %s', (format) => {
    const book = new SecretBook(['first-secret']);
    const { log, written } = lines(book, format);
    book.add(['xai-key "quoted"', 'pass word/1']);
    log.error('failed with first-secret', {
      url: `https://a.example/?p=${encodeURIComponent('pass word/1')}`,
      body: JSON.stringify({ key: 'xai-key "quoted"' }),
      cause: 'pass word/1',
    });
    const text = written.join('');
    for (const part of ['first-secret', 'quoted', 'pass word', 'pass%20word'])
      expect(text).not.toContain(part);
    expect(text).toContain('***');
  });

  test('do not fill the memory', () => {
    const book = new SecretBook();
    for (let i = 0; i < 1100; i++) book.add([`secret-number-${i}-`]);
    expect(book.mask('secret-number-1099-')).toBe('***');
    expect(book.mask('secret-number-0-')).toBe('secret-number-0-');
  });
});

test('a line of JSON is one JSON object, whose own fields win', () => {
  const { log, written } = lines(new SecretBook(), 'json');
  withTrace('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', () =>
    log.warn('two\nlines', { level: 'forged', run: 'r1' }),
  );
  expect(written).toHaveLength(1);
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    level: 'warn',
    message: 'two\nlines',
    run: 'r1',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  });
});

describe('--log-format', () => {
  test.each([
    [['--log-format', 'json', 'x'], 'json', ['x']],
    [['x', '--log-format=text'], 'text', ['x']],
    [['x'], undefined, ['x']],
  ])('%j', (args, logFormat, rest) => {
    expect(takeLogFormat(args)).toEqual({ logFormat, rest });
  });

  test.each([[['--log-format']], [['--log-format', 'xml']], [['--log-format=']]])('%j is refused', (args) => {
    expect(() => takeLogFormat(args)).toThrow(expect.objectContaining({ code: 'bad_input' }) as Error);
  });
});

describe('the log says at the start', () => {
  const notices = (env: Record<string, string>) => startNotices(readSettings(env, () => '')).join('\n');

  test('that a VNC password counts to its eighth character, and when a longer one is cut off', () => {
    expect(notices({ VNC_PASSWORD: 'eight888' })).toMatch(/only the first 8 characters/);
    expect(notices({ VNC_PASSWORD: 'eight888' })).not.toMatch(/cut off/);
    expect(notices({ VNC_PASSWORD: 'longer-than-eight' })).toMatch(/rest of yours is cut off/);
    expect(notices({ VNC_PASSWORD: 'longer-than-eight' })).not.toContain('longer-than');
  });

  test('nothing where all is well', () => {
    expect(notices({ DESKHAND_TOKEN: 'a-token-that-is-long' })).toBe('');
  });
});

describe('settings', () => {
  const values = (env: Record<string, string>) => readSettings(env, () => '').values;

  test('of permissions: empty is not the same as unset', () => {
    expect(values({}).DESKHAND_PERMISSIONS).toBeUndefined();
    expect(values({ DESKHAND_PERMISSIONS: '' }).DESKHAND_PERMISSIONS).toEqual([]);
    expect(values({ DESKHAND_PERMISSIONS: 'read, click' }).DESKHAND_PERMISSIONS).toEqual(['read', 'click']);
  });

  test('of the log: LOG_FORMAT works too', () => {
    expect(values({ LOG_FORMAT: 'json' })).toMatchObject({
      LOG_FORMAT: 'json',
      DESKHAND_LOG_FORMAT: undefined,
    });
    expect(() => values({ LOG_FORMAT: 'xml' })).toThrow(/^LOG_FORMAT:/);
  });
});
