import { describe, expect, test } from 'vitest';
import { clearStaleDisplay, clearStaleSingleton } from '../../../src/runner/stale-locks.ts';
import type { LockFs } from '../../../src/runner/stale-locks.ts';

interface World {
  readonly files?: Record<string, string>;
  readonly links?: Record<string, string>;
  readonly processes?: Record<number, readonly string[]>;
}

function system({ files = {}, links = {}, processes = {} }: World): LockFs & { readonly removed: string[] } {
  const removed: string[] = [];
  return {
    removed,
    hostname: 'box',
    readText: async (path) => files[path],
    readLink: async (path) => links[path],
    remove: async (path) => void removed.push(path),
    argv: async (pid) => processes[pid],
  };
}

describe('the display’s lock', () => {
  const files = { '/tmp/.X99-lock': '        12\n' };
  const both = ['/tmp/.X99-lock', '/tmp/.X11-unix/X99'];

  test.each<[string, World]>([
    ['whose process is gone', { files }],
    ['whose number belongs to another program now', { files, processes: { 12: ['/usr/bin/dbus-daemon'] } }],
    ['of the X server of another display', { files, processes: { 12: ['Xvfb', ':98'] } }],
    ['that holds no number', { files: { '/tmp/.X99-lock': 'garbage' } }],
  ])('%s is removed, with the socket', async (_, world) => {
    const fs = system(world);
    expect(await clearStaleDisplay(fs, ':99')).toBe(true);
    expect(fs.removed).toEqual(both);
  });

  test('of a running X server is left, and the error names its process', async () => {
    const fs = system({ files, processes: { 12: ['/usr/bin/Xvfb', ':99', '-screen', '0'] } });
    await expect(clearStaleDisplay(fs, ':99')).rejects.toMatchObject({
      code: 'not_ready',
      message: expect.stringContaining('12') as string,
    });
    expect(fs.removed).toEqual([]);
  });

  test('a socket without a lock is removed too', async () => {
    const fs = system({});
    expect(await clearStaleDisplay(fs, ':99')).toBe(false);
    expect(fs.removed).toEqual(['/tmp/.X11-unix/X99']);
  });
});

describe('the profile’s lock', () => {
  const lock = (target: string) => ({ links: { '/p/SingletonLock': target } });

  test.each<[string, World]>([
    ['of a process that is gone', lock('box-44')],
    [
      'of an earlier container',
      { ...lock('other-box-44'), processes: { 44: ['chromium', '--user-data-dir=/p'] } },
    ],
    [
      'whose number belongs to another program now',
      { ...lock('box-44'), processes: { 44: ['Xvfb', ':99'] } },
    ],
  ])('%s is removed', async (_, world) => {
    const fs = system(world);
    expect(await clearStaleSingleton(fs, '/p')).toBe(true);
    expect(fs.removed).toEqual(['/p/SingletonLock', '/p/SingletonSocket', '/p/SingletonCookie']);
  });

  test('of a running browser on that profile is left', async () => {
    const fs = system({ ...lock('box-44'), processes: { 44: ['chromium', '--user-data-dir=/p'] } });
    await expect(clearStaleSingleton(fs, '/p')).rejects.toMatchObject({ code: 'not_ready' });
    expect(fs.removed).toEqual([]);
  });

  test('nothing happens without a lock', async () => {
    const fs = system({});
    expect(await clearStaleSingleton(fs, '/p')).toBe(false);
    expect(fs.removed).toEqual([]);
  });
});
