import { describe, expect, test } from 'vitest';
import { commandEnvironment, desktopEnvironment } from '../../../src/runner/child-environment.ts';
import { parseRunArguments } from '../../../src/runner/commands/run-options.ts';
import { resolveDemoUrl } from '../../../src/runner/demo-url.ts';
import { createLineLog, createMask } from '../../../src/runner/log.ts';
import { detectSandbox } from '../../../src/runner/sandbox.ts';
import { readSettings } from '../../../src/runner/settings/settings.ts';
import { Slot } from '../../../src/runner/slot.ts';

describe('the environment', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/desk',
    TZ: 'Europe/Berlin',
    XAI_API_KEY: 'k',
    FOO: 'bar',
    DESKHAND_TOKEN: 't',
  };

  test('of the desktop holds known variables only', () => {
    expect(desktopEnvironment(env, ':99')).toEqual({
      PATH: '/bin',
      HOME: '/home/desk',
      TZ: 'Europe/Berlin',
      LANG: 'C.UTF-8',
      DISPLAY: ':99',
    });
  });

  test('of the desktop names a proxy without its password, which the log masks', () => {
    const proxies = {
      HTTPS_PROXY: 'http://user:p%40ss-word@proxy.example:3128',
      http_proxy: 'user:other-word@proxy.example',
      ALL_PROXY: 'http://proxy.example:1',
      NO_PROXY: 'a@b.example',
    };
    expect(desktopEnvironment(proxies, ':99')).toMatchObject({
      HTTPS_PROXY: 'http://proxy.example:3128',
      http_proxy: 'proxy.example',
      ALL_PROXY: 'http://proxy.example:1',
      NO_PROXY: 'a@b.example',
    });
    const mask = createMask(readSettings(proxies, () => '').secrets);
    const encoded = Buffer.from('user:p@ss-word').toString('base64');
    expect(mask(`p%40ss-word p@ss-word other-word ${encoded} proxy.example`)).toBe(
      '*** *** *** *** proxy.example',
    );
  });

  test('of a user’s command holds all but secrets', () => {
    const names = Object.keys(commandEnvironment(env, ':99', ['XAI_API_KEY', 'DESKHAND_TOKEN']));
    expect(names.toSorted()).toEqual(['DISPLAY', 'FOO', 'HOME', 'PATH', 'TZ']);
  });
});

describe('the log', () => {
  function lines(format: 'text' | 'json', secrets: readonly string[] = []) {
    const written: string[] = [];
    const now = () => new Date(0);
    const log = createLineLog({ format, level: 'info', secrets, write: (line) => written.push(line), now });
    return { log, written };
  }

  test('writes one line an entry, whatever the message holds', () => {
    const { log, written } = lines('text');
    log.info('two\nlines', { a: 1 });
    expect(written).toEqual(['1970-01-01T00:00:00.000Z info  two lines a=1\n']);
  });

  test('writes JSON that can be parsed', () => {
    const { log, written } = lines('json');
    log.warn('a "quoted" word', { list: [1] });
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 'warn',
      message: 'a "quoted" word',
      list: [1],
    });
  });

  test.each(['text', 'json'] as const)('masks secrets in %s, in messages and in fields', (format) => {
    const { log, written } = lines(format, ['p"a\\ss', 'p"a']);
    log.error('the password is p"a\\ss', { again: 'p"a\\ss' });
    expect(written.join('')).not.toContain('ss"');
    expect(written.join('')).toContain('***');
    expect(written.join('')).not.toMatch(/p\\?"a/);
  });

  test('drops what is below its level', () => {
    const { log, written } = lines('text');
    log.debug('details');
    expect(written).toEqual([]);
  });
});

describe('the sandbox', () => {
  const probe =
    (code: number, stderr = '') =>
    async () => ({ code, stderr });

  test('is on where namespaces and chroot work', async () => {
    expect(await detectSandbox(1000, probe(0))).toEqual({ on: true });
  });

  test('is off with the kernel’s reason where they are refused', async () => {
    const found = await detectSandbox(1000, probe(1, 'unshare: unshare failed: Operation not permitted\n'));
    expect(found).toMatchObject({
      on: false,
      reason: expect.stringContaining('Operation not permitted') as string,
    });
  });

  test('is off for root, without a probe', async () => {
    expect(await detectSandbox(0, () => Promise.reject(new Error('probed')))).toMatchObject({ on: false });
  });
});

describe('demo addresses', () => {
  const resolve = (url: string) => resolveDemoUrl(url, 6080, () => 'TICKET');

  test.each([
    ['demo:/expenses/', 'http://127.0.0.1:6080/demo/expenses/?ticket=TICKET'],
    ['demo:expenses/', 'http://127.0.0.1:6080/demo/expenses/?ticket=TICKET'],
    ['demo:/a/?x=1#y', 'http://127.0.0.1:6080/demo/a/?x=1&ticket=TICKET#y'],
    ['https://example.com/', 'https://example.com/'],
  ])('%s becomes %s', (url, address) => {
    expect(resolve(url)).toBe(address);
  });

  test('that climb out of the demo folder are refused', () => {
    expect(() => resolve('demo:/../v1/tasks')).toThrow(/leaves the demo pages/);
  });
});

describe('the arguments of run', () => {
  test('words are one task', async () => {
    const { spec, json } = await parseRunArguments([
      'find',
      'the price',
      '--budget',
      '0.5',
      '--json',
      '--model',
      'grok-4',
      '--param',
      'temperature=0.2',
    ]);
    expect(spec).toEqual({
      task: 'find the price',
      limits: { usd: 0.5 },
      model: 'grok-4',
      params: { temperature: 0.2 },
    });
    expect(json).toBe(true);
  });

  test('--usd still means --budget', async () => {
    const { spec } = await parseRunArguments(['x', '--usd', '0.25']);
    expect(spec).toEqual({ task: 'x', limits: { usd: 0.25 } });
  });

  test.each([
    [[], 'needs a task'],
    [['x', '--steps', 'many'], '--steps'],
    [['x', '--colour', 'red'], '--colour'],
    [['x', '--usd', '1', '--budget', '2'], '--usd is the old name of --budget'],
    [['x', '--param', 'temperature'], '--param "temperature"'],
    [['/no/such/playbook.yaml'], 'cannot read /no/such/playbook.yaml'],
  ])('%j are refused', async (args, message) => {
    await expect(parseRunArguments(args)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(message) as string,
    });
  });
});

test('a slot is empty again once its value ended, unless a newer one is in it', async () => {
  const slot = new Slot<string>('The desktop');
  expect(() => slot.get()).toThrow(/The desktop is starting/);
  const endFirst = slot.fill('first', async () => {});
  const endSecond = slot.fill('second', async () => {});
  await endFirst();
  expect(slot.get()).toBe('second');
  await endSecond();
  expect(slot.current).toBeUndefined();
});
