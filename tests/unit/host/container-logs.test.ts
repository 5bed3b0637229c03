import { describe, expect, it } from 'vitest';
import { logLines } from '../../../src/host/container-logs.ts';
import { connectEngine } from '../../../src/host/engine.ts';
import { collect } from '../client/collect.ts';
import { startFakeEngine } from './fake-engine.ts';

const log = [
  { stream: 'stdout', line: 'ready: grüße 山田' },
  { stream: 'stderr', line: 'warning' },
  { stream: 'stdout', line: 'last' },
] as const;

describe('logLines', () => {
  it.each([false, true])(
    'takes stdout and stderr apart and ends with the log (follow: %s)',
    async (follow) => {
      await using fake = await startFakeEngine({ log });
      fake.containers.set('c1', { id: 'c1', name: 'x', spec: {}, state: 'running', exitCode: 0 });
      const engine = await connectEngine(fake.env);
      const lines = await collect(logLines(engine, 'c1', { follow, tail: 5 }));
      expect(lines.filter(({ stream }) => stream === 'stdout')).toEqual([log[0], log[2]]);
      expect(lines.filter(({ stream }) => stream === 'stderr')).toEqual([log[1]]);
      expect(fake.calls.at(-1)).toContain('tail=5');
    },
  );

  it('throws for a container that is gone', async () => {
    await using fake = await startFakeEngine();
    const engine = await connectEngine(fake.env);
    await expect(collect(logLines(engine, 'gone'))).rejects.toThrow('No such container');
  });
});
