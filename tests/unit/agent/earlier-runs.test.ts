import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { EarlierRuns } from '../../../src/agent/earlier-runs.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createRunStore } from '../../../src/runs/store.ts';
import type { RunStore } from '../../../src/runs/record.ts';
import { finish } from '../../fixtures/fake-xai/index.ts';
import { headOf, tempFolder } from '../runs/support.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

/** Another desktop with the same folder: begins a run, says so, and lives until it is killed. */
const OTHER = `
const { createRunStore } = await import(process.argv[1]);
await createRunStore(process.argv[2]).create(JSON.parse(process.argv[3]));
console.log('running');
setInterval(() => {}, 1000);`;

async function otherDesktop(root: string): Promise<{ kill: () => Promise<void> }> {
  const store = new URL('../../../src/runs/store.ts', import.meta.url).href;
  const args = ['--input-type=module', '-e', OTHER, store, root, JSON.stringify(headOf())];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    async kill() {
      if (child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const { id } = headOf();

test('a run of another desktop goes on until its process dies, and is told as interrupted by the next look', async () => {
  await using root = await tempFolder();
  const other = await otherDesktop(root.path);
  try {
    await using fixture = await makeService(undefined, { runs: createRunStore(root.path) });
    expect((await fixture.service.list()).map(({ state }) => state)).toEqual(['running']);
    expect(await fixture.service.get(id)).toMatchObject({ state: 'running' });
    expect(await readRecord(root.path)).toMatchObject({ state: 'running' });
    await other.kill();
    const told = {
      state: 'ended',
      outcome: 'failed',
      error: { message: expect.stringContaining('stopped') as string },
    };
    expect(await fixture.service.list()).toMatchObject([told]);
    expect(await fixture.service.get(id)).toMatchObject(told);
    const events = await Array.fromAsync(fixture.service.events(id));
    expect(events.at(-1)).toMatchObject({ type: 'ended', run: told });
    await vi.waitFor(async () => {
      expect(await readRecord(root.path)).toMatchObject(told);
      expect(await readFile(join(root.path, id, 'report.html'), 'utf8')).toContain('<html');
    });
  } finally {
    await other.kill();
  }
});

test('a run that another desktop is running is neither followed, steered, cancelled nor gone on from here', async () => {
  await using root = await tempFolder();
  const record = await createRunStore(root.path).create(headOf());
  await using fixture = await makeService(undefined, { runs: createRunStore(root.path) });
  const { service } = fixture;
  const busy = {
    code: 'busy',
    message: `Run ${id} is running on another desktop.`,
    hint: expect.stringContaining('there') as string,
  };
  await expect(Array.fromAsync(service.events(id))).rejects.toMatchObject(busy);
  await expect(service.getOwn(id)).rejects.toMatchObject(busy);
  await expect(service.cancel(id)).rejects.toMatchObject(busy);
  await expect(service.pause(id)).rejects.toMatchObject(busy);
  await expect(service.resume(id)).rejects.toMatchObject(busy);
  await expect(service.answer(id, 'yes')).rejects.toMatchObject(busy);
  await expect(service.confirm(id, true)).rejects.toMatchObject(busy);
  await expect(service.submit({ resume: id, api_key: 'k' })).rejects.toMatchObject(busy);
  const end = headOf({ state: 'ended', outcome: 'done' });
  await record.finish(end, { isHurried: true });
  expect((await Array.fromAsync(service.events(id))).at(-1)).toEqual({ type: 'ended', run: end });
  expect(await service.cancel(id)).toEqual(end);
  await expect(service.pause(id)).rejects.toMatchObject({ code: 'bad_input' });
});

test('a run that ends while those of other desktops are read is in the list, once', async () => {
  await using root = await tempFolder();
  const store = createRunStore(root.path);
  const other = await store.create(headOf());
  const reading = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let isGated = false;
  const runs: RunStore = {
    ...store,
    async read(wanted) {
      if (isGated && wanted === id) {
        reading.resolve();
        await gate.promise;
      }
      return store.read(wanted);
    },
  };
  const server = await fake({ brain: () => finish('ok'), faults: () => 'hang' });
  await using fixture = await makeService(undefined, { runs });
  const own = await fixture.service.submit(task(server));
  isGated = true;
  const listing = fixture.service.list();
  await reading.promise;
  await fixture.service.cancel(own.id);
  gate.resolve();
  expect((await listing).map((head) => [head.id, head.state])).toEqual([
    [own.id, 'ended'],
    [id, 'running'],
  ]);
  await other.finish(headOf(), { isHurried: true });
});

test('a record is left alone where it cannot be known whether its process lives', async () => {
  await using root = await tempFolder();
  const record = await createRunStore(root.path).create(headOf());
  await record.finish(headOf(), { isHurried: true });
  const mended: string[] = [];
  const runs: RunStore = {
    ...createRunStore(root.path),
    isAlive: async () => undefined,
    mend: async (head) => void mended.push(head.id),
  };
  const earlier = new EarlierRuns(runs, silentLog);
  expect(await earlier.ended()).toEqual([]);
  expect(await earlier.others()).toEqual([headOf()]);
  expect(await earlier.read(id)).toEqual(headOf());
  expect(mended).toEqual([]);
});

test('a run that another desktop brings to its end is told as that desktop told it', async () => {
  await using root = await tempFolder();
  const record = await createRunStore(root.path).create(headOf());
  const earlier = new EarlierRuns(createRunStore(root.path), silentLog);
  expect(await earlier.ended()).toEqual([]);
  expect(await earlier.others()).toEqual([headOf()]);
  const end = headOf({ state: 'ended', outcome: 'done' });
  await record.finish(end, { isHurried: true });
  expect(await earlier.others()).toEqual([end]);
  expect(await earlier.read(id)).toEqual(end);
});

test('what holds a record of a living run is none of its files', async () => {
  await using root = await tempFolder();
  const store = createRunStore(root.path);
  await store.create(headOf());
  expect(await store.isAlive(id)).toBe(true);
  expect((await store.files(id)).map(({ path }) => path)).toEqual(['run.json', 'steps.jsonl']);
});

async function readRecord(root: string): Promise<unknown> {
  return JSON.parse(await readFile(join(root, id, 'run.json'), 'utf8'));
}
