import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { EventLog } from '../../../src/agent/event-log.ts';
import type { RunEvent, RunHead } from '../../../src/agent/events.ts';
import { FinishedRuns } from '../../../src/agent/finished-runs.ts';
import { makeService } from './support/service.ts';

function headOf(n: number): RunHead {
  return {
    id: `run-${n}`,
    task: `${n}`,
    model: 'playbook',
    answeredBy: [],
    limits: { steps: 1, minutes: 1, usd: 1 },
    startedAt: '2026-01-01T00:00:00Z',
    state: 'ended',
    outcome: 'done',
    totals: {
      steps: 0,
      actions: 0,
      inputTokens: 0,
      cachedTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      costUsd: 0,
      durationMs: 0,
    },
  };
}

test('whatever number of runs ends, a thousand heads and four logs are kept, the newest', () => {
  const finished = new FinishedRuns(Array.from({ length: 900 }, (_, n) => headOf(n)));
  for (let n = 900; n < 2500; n++) finished.add(headOf(n), new EventLog());
  expect(finished.heads()).toHaveLength(1000);
  expect(finished.heads()[0]?.id).toBe('run-1500');
  const logs = finished.heads().filter(({ id }) => finished.log(id) !== undefined);
  expect(logs.map(({ id }) => id)).toEqual(['run-2496', 'run-2497', 'run-2498', 'run-2499']);
});

// Available without a flag on the command line from a context that is made after the flag was set.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PLAYBOOK = 'name: Look\nsteps:\n  - goto: about:blank\n';

test('an old run is told from its folder, to its end, and its uploads are let go of', async () => {
  await using fixture = await makeService();
  const runs: { readonly id: string; readonly live: readonly RunEvent[]; readonly data: WeakRef<Buffer> }[] =
    [];
  for (let n = 0; n < 6; n++) {
    const files = [{ name: 'big.bin', data: Buffer.alloc(64 * 1024, n).toString('base64') }];
    const { head, events } = await fixture.run({ playbook: PLAYBOOK, files });
    const data = fixture.uploads.get('big.bin');
    if (data === undefined) throw new Error('the file was not saved');
    runs.push({ id: head.id, live: events, data: new WeakRef(data) });
    fixture.uploads.clear();
  }
  expect((await fixture.service.list()).map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
  const told: RunEvent[] = [];
  const [oldest, newest] = [runs[0], runs.at(-1)];
  for await (const event of fixture.service.events(oldest?.id ?? '')) told.push(event);
  const kinds = (events: readonly RunEvent[] = []) =>
    events.map(({ type }) => type).filter((type) => type !== 'progress');
  expect(kinds(told)).toEqual(kinds(oldest?.live));
  // A reader who counted what was only told live asks from beyond the record's end: it still learns that the run has ended.
  const rest: RunEvent[] = [];
  for await (const event of fixture.service.events(oldest?.id ?? '', 500)) rest.push(event);
  expect(kinds(rest)).toEqual(['ended']);
  const again: RunEvent[] = [];
  for await (const event of fixture.service.events(newest?.id ?? '')) again.push(event);
  expect(again).toEqual(newest?.live);
  await expect.poll(() => collected(runs.slice(0, -1))).toBe(true);
});

/** Whether nothing holds the uploads any more. */
function collected(runs: readonly { readonly data: WeakRef<Buffer> }[]): boolean {
  collectGarbage();
  return runs.every(({ data }) => data.deref() === undefined);
}
