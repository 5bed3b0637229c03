import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, RunHead } from '../../../../src/agent/events.ts';
import { createTaskService } from '../../../../src/agent/tasks.ts';
import type { TaskDeps, TaskService } from '../../../../src/agent/tasks.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import { createRunStore } from '../../../../src/runs/store.ts';
import { FakeDesktop } from './fake-desktop.ts';

/** A task service over a fake desktop, with its run folders in a folder of their own. */
export interface ServiceFixture extends AsyncDisposable {
  readonly service: TaskService;
  readonly desktop: FakeDesktop;
  readonly dir: string;
  readonly uploads: Map<string, Buffer>;
  /** Submits and follows a task to its end. */
  run(spec: unknown): Promise<{ readonly head: RunHead; readonly events: readonly RunEvent[] }>;
}

const registry = loadRegistry();

/** Makes the fixture; dispose of it at the end of the test. */
export async function makeService(
  desktop = new FakeDesktop(),
  overrides: Partial<TaskDeps> = {},
): Promise<ServiceFixture> {
  const dir = await mkdtemp(join(tmpdir(), 'deskhand-runs-'));
  const uploads = new Map<string, Buffer>();
  const service = createTaskService({
    executor: desktop,
    runs: createRunStore(dir),
    registry,
    defaults: { model: 'grok-4-1-fast' },
    saveUpload: async (name, data) => {
      uploads.set(name, data);
    },
    log: silentLog,
    now: () => desktop.clock,
    ...overrides,
  });
  return {
    service,
    desktop,
    dir,
    uploads,
    run: async (spec) => {
      const { id } = await service.submit(spec);
      const events: RunEvent[] = [];
      for await (const event of service.events(id)) events.push(event);
      return { head: await service.get(id), events };
    },
    [Symbol.asyncDispose]: async () => {
      await service.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
