import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunMirror } from '../../../../src/cli/run/mirror.ts';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'deskhand-runs-'));
});
afterEach(() => rm(runs, { recursive: true }));

/** A run folder in memory that counts what is read of it. */
function folder(files: Record<string, string>) {
  const read: string[] = [];
  return {
    files,
    read,
    tasks: {
      files: async () => Object.entries(files).map(([path, text]) => ({ path, size: text.length })),
      readFile: async (_id: string, path: string) => {
        read.push(path);
        return new TextEncoder().encode(files[path] ?? '');
      },
    },
  };
}

describe('RunMirror', () => {
  it('copies the folder, and later only what has grown or may have been rewritten', async () => {
    const { files, read, tasks } = folder({
      'run.json': '{"a":1}',
      'steps.jsonl': '1\n',
      'frames/0001.jpg': 'jpg',
    });
    const mirror = new RunMirror(tasks, 'run-1', runs);
    await mirror.finish();
    files['run.json'] = '{"a":2}';
    files['steps.jsonl'] = '1\n2\n';
    read.length = 0;
    await mirror.finish();
    expect(read.sort()).toEqual(['run.json', 'steps.jsonl']);
    expect(await readFile(join(mirror.folder, 'run.json'), 'utf8')).toBe('{"a":2}');
    expect(await readFile(join(mirror.folder, 'frames/0001.jpg'), 'utf8')).toBe('jpg');
    expect((await readdir(mirror.folder)).sort()).toEqual(['frames', 'run.json', 'steps.jsonl']);
  });

  it('fetches in the background while the run goes on', async () => {
    const { read, tasks } = folder({ 'frames/0001.jpg': 'jpg' });
    const mirror = new RunMirror(tasks, 'run-1', runs);
    mirror.touch();
    mirror.touch();
    await mirror.finish();
    expect(read).toEqual(['frames/0001.jpg']);
  });

  it.each(['../evil', '/etc/passwd', 'a/../../b', 'a//b', 'a/./b', 'a\\b', 'x\u0000'])(
    'keeps no file named %j',
    async (path) => {
      const { read, tasks } = folder({ [path]: 'x' });
      await expect(new RunMirror(tasks, 'run-1', runs).finish()).rejects.toThrow('cannot be kept');
      expect(read).toEqual([]);
    },
  );

  it.each(['..', '', '.', 'a\nb'])('takes no run named %j', (id) => {
    expect(() => new RunMirror(folder({}).tasks, id, runs)).toThrow('cannot be kept');
  });
});
