import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFrameSize } from '../../../src/agent/sized-executor.ts';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from './support/fake-desktop.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const clickAndEnd = () =>
  scriptBrain([() => ({ calls: [{ name: 'click', args: { x: 200, y: 100 } }] }), () => finish('Clicked')]);

test('a run shows and acts in frames of the size that its model sees cheapest, and its playbook says so', async () => {
  const server = await fake({ brain: clickAndEnd() });
  await using fixture = await makeService(new FakeDesktop());
  const { head } = await fixture.run(task(server, { model: 'grok-4.3' }));
  expect(head.outcome).toBe('done');
  expect([...fixture.desktop.frameSizes]).toEqual(['256×160']);
  const playbook = await readFile(join(fixture.dir, head.id, 'playbook.yaml'), 'utf8');
  expect(playbook).toContain('frame:\n  width: 256\n  height: 160\n');
  const [line = ''] = (await readFile(join(fixture.dir, head.id, 'steps.jsonl'), 'utf8')).split('\n');
  expect(JSON.parse(line)).toMatchObject({ frameSize: { width: 256, height: 160 } });

  fixture.desktop.frameSizes.clear();
  const replay = await fixture.run({ playbook });
  expect(replay.head.outcome).toBe('done');
  expect([...fixture.desktop.frameSizes]).toEqual(['256×160']);
});

test('a run that goes on from another sees frames of its size, whatever its own model would cost least in', async () => {
  await using fixture = await makeService(new FakeDesktop());
  const first = await fake({
    brain: scriptBrain([() => ({ calls: [{ name: 'click', args: { x: 200, y: 100 } }] })]),
  });
  const { head } = await fixture.run(task(first, { model: 'grok-4.3', limits: { steps: 1 } }));
  expect(head.outcome).toBe('limit');
  fixture.desktop.frameSizes.clear();
  const second = await fake({ brain: () => finish('Went on') });
  const { head: next } = await fixture.run(task(second, { task: undefined, resume: head.id }));
  expect(next.outcome).toBe('done');
  expect([...fixture.desktop.frameSizes]).toEqual(['256×160']);
  const playbook = await readFile(join(fixture.dir, next.id, 'playbook.yaml'), 'utf8');
  expect(playbook).toContain('frame:\n  width: 256\n  height: 160\n');
});

test('where nothing is to be saved frames are the display, and the playbook says nothing of them', async () => {
  const server = await fake({ brain: clickAndEnd() });
  await using fixture = await makeService(new FakeDesktop());
  const { head } = await fixture.run(task(server));
  expect([...fixture.desktop.frameSizes]).toEqual(['320×200']);
  expect(await readFile(join(fixture.dir, head.id, 'playbook.yaml'), 'utf8')).not.toContain('frame:');
});

test('a display that cannot be asked at first is asked again, and a size that a call names wins', async () => {
  const desktop = new FakeDesktop();
  let asked = 0;
  const scene = desktop.scene.bind(desktop);
  desktop.scene = () => (asked++ === 0 ? Promise.reject(new Error('starting')) : scene());
  const executor = withFrameSize(desktop, ({ width, height }) => ({ width: width / 2, height: height / 2 }));
  await expect(executor.observe()).rejects.toThrow('starting');
  expect(executor.frameSize).toBeUndefined();
  await executor.observe();
  await executor.observe({ frameSize: { width: 64, height: 40 } });
  expect([...desktop.frameSizes]).toEqual(['160×100', '64×40']);
  expect(executor.frameSize).toEqual({ width: 160, height: 100 });
  expect(asked).toBe(2);
});
