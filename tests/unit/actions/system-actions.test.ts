import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createExecutor } from '../../../src/actions/executor.ts';
import type { SystemAccess } from '../../../src/actions/system/system.ts';
import { createTable } from '../../../src/actions/table.ts';
import { silentLog } from '../../../src/base/log.ts';
import { fakeBrowser } from '../../fixtures/fake-browser.ts';
import { fakeDesktop } from '../../fixtures/fake-desktop.ts';

const none = { observe: 'none' } as const;

const APPLICATIONS = [
  { id: 'edit', name: 'Editor', exec: 'edit %U', terminal: false },
  { id: 'x11vnc', name: 'X11VNC Server', exec: 'x11vnc', terminal: false },
];

function setUp(home: string, system: Partial<SystemAccess> = {}) {
  const desktop = fakeDesktop();
  const browser = fakeBrowser({ url: 'https://example.com/', title: '', text: '', elements: [] });
  const executor = createExecutor({
    desktop: () => desktop,
    browser: () => browser,
    log: silentLog,
    enabled: ['shell', 'files'],
    system: {
      home,
      folders: [home],
      applications: () => Promise.resolve(APPLICATIONS),
      start: () => Promise.reject(new Error('not expected')),
      shell: () => Promise.reject(new Error('not expected')),
      ...system,
    },
  });
  return { desktop, browser, executor };
}

describe('opt-in actions', () => {
  test('are off unless they are named', () => {
    expect(() => createTable().get('shell')).toThrowError('no action "shell"');
    expect(createTable(['shell']).get('shell').name).toBe('shell');
  });

  test('a name that is none is an error that lists them', () => {
    expect(() => createTable(['shel'])).toThrowError(
      expect.objectContaining({ code: 'bad_input', hint: 'Those are shell, files.' }),
    );
  });
});

describe('launch', () => {
  test('opens a tab when the browser is asked for by any usual name', async () => {
    const { browser, executor } = setUp('/');
    await executor.perform({ action: 'launch', app: 'Firefox', open: 'https://example.org/' }, none);
    expect(browser.log).toEqual(['open https://example.org/']);
  });

  test('tells at once that a program has ended instead of showing a window', async () => {
    const start = () => Promise.resolve({ pid: 7, exited: Promise.resolve(1) });
    const { executor } = setUp('/', { start });
    await expect(executor.perform({ action: 'launch', app: 'editor' }, none)).rejects.toMatchObject({
      code: 'action_failed',
      message: 'Editor ended at once (exit code 1).',
    });
  });

  test.each([
    [{ app: 'editr' }, 'not_found', 'Did you mean "Editor"?'],
    [{ app: 'x11vnc' }, 'not_found', 'There are: browser, Editor.'],
    [{ app: 'edit', open: '--option' }, 'bad_input', undefined],
  ])('refuses %j', async (params, code, hint) => {
    const { executor } = setUp('/');
    const call = executor.perform({ action: 'launch', ...params }, none);
    await expect(call).rejects.toMatchObject({ code, hint });
  });
});

describe('files', () => {
  test('bytes come and go as text or base64, in parts', async () => {
    const home = await mkdtemp(join(tmpdir(), 'deskhand-files-'));
    try {
      const { executor } = setUp(home);
      const files = async (params: object) =>
        (await executor.perform({ action: 'files', ...params }, none)).result;
      await files({ op: 'write', path: 'a/b.bin', text: '/wAB', encoding: 'base64' });
      expect(await readFile(join(home, 'a/b.bin'))).toEqual(Buffer.from([0xff, 0, 1]));
      const part = await files({ op: 'read', path: 'a/b.bin', encoding: 'base64', offset: 1, limit: 1 });
      expect(part).toEqual({ text: 'AA==', offset: 1, size: 3 });
      await expect(files({ op: 'read', path: 'none' })).rejects.toMatchObject({ code: 'not_found' });
      await expect(files({ op: 'read', path: 'a' })).rejects.toMatchObject({ code: 'action_failed' });
      await expect(files({ op: 'write', path: 'x' })).rejects.toMatchObject({ code: 'bad_input' });
      await files({ op: 'write', path: 'a/b.bin', text: 'x' });
      expect(await readFile(join(home, 'a/b.bin'), 'utf8')).toBe('x');
    } finally {
      await rm(home, { recursive: true });
    }
  });

  test.each([
    { op: 'read', path: 'pipe' },
    { op: 'write', path: 'pipe', text: 'x' },
  ])('what is no regular file is refused at once: %j', async (params) => {
    const home = await mkdtemp(join(tmpdir(), 'deskhand-files-'));
    try {
      execFileSync('mkfifo', [join(home, 'pipe')]);
      await expect(setUp(home).executor.perform({ action: 'files', ...params }, none)).rejects.toMatchObject({
        code: 'action_failed',
        message: 'path: "pipe": it is no regular file.',
      });
    } finally {
      await rm(home, { recursive: true });
    }
  });
});

test('a long action beside the input does not hold it up', async () => {
  const running = Promise.withResolvers<never>();
  const { desktop, executor } = setUp('/', { shell: () => running.promise });
  const slow = executor.perform({ action: 'shell', command: 'sleep 100' }, none);
  await executor.perform({ action: 'move', x: 1, y: 1 }, none);
  expect(desktop.log).toEqual(['move 1,1']);
  running.reject(new Error('over'));
  await expect(slow).rejects.toThrowError('over');
});
