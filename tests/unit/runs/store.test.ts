import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { isRunId, newRunId } from '../../../src/runs/run-id.ts';
import { createRunStore } from '../../../src/runs/store.ts';
import { headOf, stepOf, tempFolder } from './support.ts';

const frame = { mediaType: 'image/jpeg', data: Buffer.from('jpeg'), zoomed: false } as const;

describe('run ids', () => {
  test('carry the time, sort by it and are recognised', () => {
    expect(newRunId(new Date('2026-11-22T15:30:00.999Z'), 'ab12')).toBe('20261122-153000-ab12');
    expect(newRunId(new Date('2026-11-22T09:00:00Z')) < newRunId(new Date('2026-11-22T10:00:00Z'))).toBe(
      true,
    );
    expect(isRunId(newRunId())).toBe(true);
  });

  test.each(['', '..', '../20261122-153000-ab12', '20261122-153000-ab12/..', '20261122-153000-XY12'])(
    '%j is none',
    (id) => {
      expect(isRunId(id)).toBe(false);
    },
  );
});

describe('a run folder', () => {
  test('that cannot be opened for writing is not held as that of a living run', async () => {
    await using root = await tempFolder();
    const store = createRunStore(root.path);
    const { id } = headOf();
    const head = headOf();
    // The record's first write fails, once the socket is held.
    Object.defineProperty(head, 'task', {
      enumerable: true,
      get() {
        throw new Error('no space left');
      },
    });
    await expect(store.create(head)).rejects.toThrow('no space left');
    expect(await readdir(join(root.path, id))).toEqual(['frames']);
    expect(await store.isAlive(id)).toBe(false);
  });

  test('has everything on disk as soon as the promise says so', async () => {
    await using root = await tempFolder();
    const store = createRunStore(join(root.path, 'runs'));
    const record = await store.create(headOf());
    const folder = join(root.path, 'runs', record.id);
    expect(await store.read(record.id)).toEqual(headOf());
    expect(await record.frame(0, frame)).toBe('frames/0000.jpg');
    expect(await record.frame(12, { ...frame, zoomed: true, mediaType: 'image/png' })).toBe(
      'frames/0012-zoom.png',
    );
    await record.step(stepOf(1));
    await record.step(stepOf(2));
    expect((await readFile(join(folder, 'steps.jsonl'), 'utf8')).split('\n')).toHaveLength(3);
    await record.head(headOf({ state: 'ended', outcome: 'done' }));
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({ outcome: 'done' });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('of a process that was killed reads as far as it was written', async () => {
    await using root = await tempFolder();
    const store = createRunStore(root.path);
    const record = await store.create(headOf());
    await record.step(stepOf(1));
    const folder = join(root.path, record.id);
    await appendFile(join(folder, 'steps.jsonl'), '{"number":2,"thought":"cut in the mid');
    await writeFile(join(folder, 'run.json.999.tmp'), '{"id": "half');
    expect((await store.steps(record.id)).map((step) => step.number)).toEqual([1]);
    expect((await store.list()).map((head) => head.state)).toEqual(['running']);
    expect((await store.files(record.id)).map((file) => file.path)).toEqual(['run.json', 'steps.jsonl']);
  });

  test('of one run is never that of another', async () => {
    await using root = await tempFolder();
    const store = createRunStore(root.path);
    await store.create(headOf());
    await expect(store.create(headOf())).rejects.toMatchObject({ code: 'EEXIST' });
  });

  test('that cannot be read does not hide the others', async () => {
    await using root = await tempFolder();
    const store = createRunStore(root.path);
    await mkdir(join(root.path, '20261122-100000-0000'));
    await writeFile(join(root.path, '20261122-100000-0000', 'run.json'), 'not json');
    await mkdir(join(root.path, 'something else'));
    await store.create(headOf());
    expect((await store.list()).map((head) => head.id)).toEqual(['20261122-153000-ab12']);
    expect(await createRunStore(join(root.path, 'nowhere')).list()).toEqual([]);
  });
});

describe('opening a file of a run', () => {
  test('gives its bytes, size and type', async () => {
    await using root = await tempFolder();
    const store = createRunStore(root.path);
    const record = await store.create(headOf());
    await record.frame(1, frame);
    const opened = await store.open(record.id, 'frames/0001.jpg');
    expect(opened).toMatchObject({ size: 4, mediaType: 'image/jpeg' });
    expect(await text(opened.stream)).toBe('jpeg');
  });

  test.each(['../secret', 'frames/../../secret', '/etc/hostname', 'link', 'frames', 'nothing', ''])(
    '%j is not found',
    async (path) => {
      await using root = await tempFolder();
      const store = createRunStore(join(root.path, 'runs'));
      const record = await store.create(headOf());
      await writeFile(join(root.path, 'secret'), 'secret');
      await symlink(join(root.path, 'secret'), join(root.path, 'runs', record.id, 'link'));
      await expect(store.open(record.id, path)).rejects.toMatchObject({ code: 'not_found' });
    },
  );
});
