import { describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { SETTINGS } from '../../../src/runner/settings/schema.ts';
import { readSettings } from '../../../src/runner/settings/settings.ts';
import { settingsTable } from '../../../src/runner/settings/table.ts';

const noFiles = (): string => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

function failure(env: Record<string, string>, readFile = noFiles): DeskhandError {
  try {
    readSettings(env, readFile);
  } catch (error) {
    if (error instanceof DeskhandError) return error;
  }
  throw new Error('the settings were accepted');
}

describe('the display', () => {
  test.each([
    [{}, { width: 1280, height: 800 }],
    [
      { DISPLAY_WIDTH: '1024', DISPLAY_HEIGHT: '768' },
      { width: 1024, height: 768 },
    ],
    [
      { RESOLUTION: '1920x1080', DISPLAY_WIDTH: '1024' },
      { width: 1920, height: 1080 },
    ],
    [{ RESOLUTION: '1366x768x24' }, { width: 1366, height: 768 }],
    [
      { RESOLUTION: '', DISPLAY_WIDTH: '' },
      { width: 1280, height: 800 },
    ],
  ])('is read from %j', (env, display) => {
    expect(readSettings(env, noFiles).display).toEqual(display);
  });

  test.each([
    [{ RESOLUTION: 'big' }, 'RESOLUTION'],
    [{ RESOLUTION: '10x10' }, 'RESOLUTION'],
    [{ DISPLAY_WIDTH: 'wide' }, 'DISPLAY_WIDTH'],
    [{ DISPLAY: 'here' }, 'DISPLAY'],
    [{ START_URL: 'not a url' }, 'START_URL'],
    [{ START_URL: 'javascript:alert(1)' }, 'START_URL'],
    [{ START_URL: 'mailto:someone@example.com' }, 'START_URL'],
    [{ XAI_BASE_URL: 'ftp://example.com/' }, 'XAI_BASE_URL'],
    [{ TZ: 'Europe/Atlantis' }, 'TZ'],
    [{ TZ: '../../etc/passwd' }, 'TZ'],
    [{ DESKHAND_PORT: '70000' }, 'DESKHAND_PORT'],
  ])('%j is refused by name, with what was wrong', (env, name) => {
    const error = failure(env);
    expect(error.code).toBe('bad_input');
    expect(error.message.startsWith(`${name}:`)).toBe(true);
    expect(error.hint ?? error.message).not.toBe('');
  });
});

describe('secrets', () => {
  test('may come from files, without the newline at their end', () => {
    const { values, secrets } = readSettings({ XAI_API_KEY_FILE: '/run/key' }, (path) => `from ${path}\n`);
    expect(values.XAI_API_KEY).toBe('from /run/key');
    expect(secrets).toContain('from /run/key');
  });

  test('in a file that cannot be read end with exit code 3 and the file’s name', () => {
    const error = failure({ DESKHAND_TOKEN_FILE: '/run/token' });
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain('/run/token');
    expect(error.message).toContain('ENOENT');
  });

  test.each(['§', 'fifteen-letters', 'sixteen letters!!', 'sixteen-lettérs!', 'a-token\nof-two-lines'])(
    'a token that could be guessed, or that no header carries, is refused without its value: %j',
    (token) => {
      for (const error of [
        failure({ DESKHAND_TOKEN: token }),
        failure({ DESKHAND_TOKEN_FILE: '/run/token' }, () => token),
      ]) {
        expect(error).toMatchObject({ code: 'bad_input', exitCode: 2 });
        expect(error.message).toMatch(/^DESKHAND_TOKEN: must have 16 characters or more/);
        expect(error.hint).toContain('openssl rand -hex 24');
        expect(JSON.stringify(error)).not.toContain(JSON.stringify(token).slice(1, -1));
      }
    },
  );

  test('a token of sixteen characters is taken', () => {
    expect(readSettings({ DESKHAND_TOKEN: '0123456789abcdef' }, noFiles).values.DESKHAND_TOKEN).toBe(
      '0123456789abcdef',
    );
  });

  test('given twice are refused, without their value', () => {
    const error = failure({ XAI_API_KEY: 'xai-value', XAI_API_KEY_FILE: '/run/key' });
    expect(error.message).toContain('XAI_API_KEY_FILE');
    expect(JSON.stringify(error)).not.toContain('xai-value');
  });

  test('of other programs are kept from the desktop too', () => {
    const env = {
      OPENAI_API_KEY: 'sk-1',
      AWS_SECRET_ACCESS_KEY: 'aws',
      GH_TOKEN: 'gh',
      PATH: '/bin',
      KEYBOARD: 'us',
    };
    const { secretNames, secrets } = readSettings(env, noFiles);
    expect(secretNames.toSorted()).toEqual(['AWS_SECRET_ACCESS_KEY', 'GH_TOKEN', 'OPENAI_API_KEY']);
    expect(secrets).toEqual(expect.arrayContaining(['sk-1', 'aws', 'gh']));
  });

  test('all have a name by which they are recognised as secrets', () => {
    for (const [name, spec] of Object.entries(SETTINGS)) {
      if (!('secret' in spec)) continue;
      expect(readSettings({ [name]: 'some-long-enough-value' }, noFiles).secretNames).toEqual([name]);
      expect(readSettings({ [`${name}_FILE`]: '/x' }, () => 'some-long-enough-value').secretNames).toEqual([
        `${name}_FILE`,
      ]);
    }
  });
});

test('the docs table has a row for every setting and the file form of every secret', () => {
  const rows = settingsTable().trim().split('\n').slice(2);
  expect(rows).toHaveLength(Object.keys(SETTINGS).length);
  expect(settingsTable()).toContain('`VNC_PASSWORD`, `VNC_PASSWORD_FILE`');
});
