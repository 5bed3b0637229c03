import { describe, expect, test, vi } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { withTrace } from '../../../src/base/trace.ts';
import { createLineLog, SecretBook } from '../../../src/runner/log.ts';
import { takeLogFormat, wantedLogFormat } from '../../../src/runner/log-format.ts';
import { reportError } from '../../../src/runner/report-error.ts';
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

  test('of the start stay masked, however many come later', () => {
    const book = new SecretBook(['the-token', 'the-api-key', 'the-vnc-password']);
    for (let i = 0; i < 1100; i++) book.add([`secret-number-${i}-`]);
    expect(book.mask('the-token the-api-key the-vnc-password')).toBe('*** *** ***');
  });
});

describe('a line in which a secret stands by chance', () => {
  const digits = () => new SecretBook(['8812', '6080', '2026', 'info', 'true', 'port']);
  const now = () => new Date('2026-08-01T12:00:00Z');
  const said = (format: 'text' | 'json') => {
    let written = '';
    const write = (line: string) => void (written += line);
    const log = createLineLog({ format, level: 'debug', secrets: digits(), write, now });
    log.info('on 6080', { recovered_ms: 8812, on: true, port: 6080, deep: { '2026': ['x8812', 2026] } });
    return written;
  };

  test('is JSON still: time, level, numbers and what is yes or no stay', () => {
    expect(JSON.parse(said('json'))).toEqual({
      time: '2026-08-01T12:00:00.000Z',
      level: 'info',
      message: 'on ***',
      recovered_ms: 8812,
      on: true,
      '***': 6080,
      deep: { '***': ['x***', 2026] },
    });
  });

  test('begins with its time and level in text', () => {
    expect(said('text')).toBe(
      '2026-08-01T12:00:00.000Z info  on *** recovered_ms=8812 on=true ***=6080 deep={"***":["x***",2026]}\n',
    );
  });
});

test.each(['text', 'json'] as const)(
  'a secret that JSON escapes is masked at any depth of %s, in errors and their stacks too',
  (format) => {
    const secret = 'p"a\\s\n\u009bs é\ud83d\n漢';
    const { log, written } = lines(new SecretBook([secret]), format);
    const coded = new DeskhandError('internal', `coded ${secret}`, { hint: secret });
    log.error(`said ${secret}`, {
      stack: new Error(secret).stack,
      list: [
        {
          error: new Error(`thrown ${secret}`),
          coded,
          [`key ${secret}`]: `{"body":${JSON.stringify(secret)}}`,
        },
      ],
    });
    expect(written).toHaveLength(1);
    for (const part of ['p"a', String.raw`p\"a`, 'é', '漢', 'ud83d', '009b'])
      expect(written[0]).not.toContain(part);
    for (const part of ['said ***', 'thrown ***', 'coded ***', 'key ***']) expect(written[0]).toContain(part);
  },
);

test('a line of JSON is one JSON object, whose own fields win', () => {
  const { log, written } = lines(new SecretBook(), 'json');
  withTrace({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }, () =>
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

const SLY = 'a\r\u001b[2Jb\u009b31mc\u007f\u202ed\u2028e\u0000';

test.each([
  ['text', String.raw`a\u000d\u001b[2Jb\u009b31mc\u007f\u202ed\u2028e\u0000`],
  ['json', SLY],
] as const)(
  'a line of %s has no control character in it: nothing forges a line or speaks to the terminal',
  (format, shown) => {
    const { log, written } = lines(new SecretBook(), format);
    log.info(SLY, { page: SLY });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^[^\p{Cc}\u202e\u2028]*\n$/u);
    const message: unknown =
      format === 'json' ? (JSON.parse(written[0] ?? '') as { message: unknown }).message : written[0];
    expect(message).toContain(shown);
  },
);

describe('an error that ends the start', () => {
  const said = (format?: 'json') => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const error = new DeskhandError('bad_input', 'RESOLUTION: no.', { hint: 'Write\nit so.' });
    return { code: reportError(error, format), text: written.join('') };
  };

  test('is two lines of text, or one of JSON', () => {
    expect(said()).toEqual({ code: 2, text: 'error: RESOLUTION: no. (bad_input)\nhint: Write\nit so.\n' });
    const { code, text } = said('json');
    expect(code).toBe(2);
    expect(text).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(text)).toMatchObject({
      level: 'error',
      message: 'RESOLUTION: no.',
      code: 'bad_input',
      hint: 'Write\nit so.',
      time: expect.stringMatching(/Z$/) as string,
    });
  });

  test.each([
    [['--log-format', 'json'], {}, 'json'],
    [[], { DESKHAND_LOG_FORMAT: 'json' }, 'json'],
    [[], { LOG_FORMAT: 'json' }, 'json'],
    [['--log-format=text'], { LOG_FORMAT: 'json' }, 'text'],
    [['--log-format=xml'], { LOG_FORMAT: 'json' }, 'text'],
    [[], {}, 'text'],
  ])('with %j and %j it is %s', (args, env, format) => {
    expect(wantedLogFormat(args, env)).toBe(format);
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
