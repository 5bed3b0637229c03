import { expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/agent/events.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { openBook } from '../../../../src/ledger/book.ts';
import { GateMeter } from '../../../../src/ledger/gate-meter.ts';
import { SharedGate } from '../../../../src/ledger/shared-gate.ts';
import { openGate } from '../../../../src/models/gate.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import { Metrics } from '../../../../src/server/metrics/metrics.ts';
import { FakeTime, paid, planned, quiet } from '../../ledger/support/world.ts';
import { fakeDeps, progress, runHead, startServer } from '../support/test-server.ts';

const timings = { actMs: 2, settleMs: 90, frameMs: 5 };

function metrics(restarts = 0, meter = new GateMeter()) {
  return new Metrics({
    processes: () => [{ name: 'chromium', state: 'ready', restarts }],
    gate: () => meter.counts,
    version: '1.2.3',
  });
}

async function lines(of: Metrics): Promise<string[]> {
  return (await of.text()).text
    .split('\n')
    .filter((line) => line.startsWith('deskhand_') && !line.startsWith('deskhand_runner_'));
}

test('actions are counted by name and result, and their time is kept', async () => {
  const counted = metrics();
  const { executor } = fakeDeps({
    perform: async ({ action }) => {
      if (action === 'goto') throw new DeskhandError('action_failed', 'no');
      return { result: null, observation: null, timings };
    },
  });
  const watched = counted.watch(executor);
  await watched.perform({ action: 'click' });
  await watched.perform({ action: 'click' });
  await expect(watched.perform({ action: 'goto' })).rejects.toThrow('no');
  await watched.perform({ action: 'no-such-action' });
  const found = await lines(counted);
  expect(found).toContain('deskhand_actions_total{action="click",result="ok"} 2');
  expect(found).toContain('deskhand_actions_total{action="goto",result="action_failed"} 1');
  expect(found).toContain('deskhand_actions_total{action="unknown",result="ok"} 1');
  expect(found).toContain('deskhand_action_seconds_bucket{le="0.002",action="click"} 2');
  // Nothing was looked at, so nothing has settled.
  expect(found).toContain('deskhand_settle_seconds_count 0');
});

test('what was paid to models is counted by model, whoever asked, and how a run ended', async () => {
  const counted = metrics();
  const gate = counted.watchGate(openGate, loadRegistry());
  const usage = { input: 1000, cached: 400, output: 30, reasoning: 10 };
  for (const model of ['grok-4-1-fast-reasoning', 'grok-4-1-fast', 'made-up-1', 'made-up-2']) {
    const pass = await gate.enter(planned(), ...quiet);
    await pass.answered({ ...paid(2_500_000_000), model, usage }, {});
  }
  await (await gate.enter(planned(), ...quiet)).failed({}, 4000);
  const head = runHead({ outcome: 'done' });
  async function* events(): AsyncGenerator<RunEvent> {
    yield progress('on it');
    yield { type: 'ended', run: head };
  }
  await counted.follow(events());
  const found = await lines(counted);
  expect(found).toContain('deskhand_steps_total{model="grok-4-1-fast"} 2');
  expect(found).toContain('deskhand_tokens_total{model="grok-4-1-fast",kind="input"} 2000');
  expect(found).toContain('deskhand_tokens_total{model="grok-4-1-fast",kind="reasoning"} 20');
  expect(found).toContain('deskhand_cost_dollars_total{model="grok-4-1-fast"} 0.5');
  expect(found).toContain('deskhand_model_seconds_count{model="grok-4-1-fast"} 2');
  expect(found).toContain('deskhand_steps_total{model="other"} 2');
  expect(found.join('\n')).not.toContain('made-up');
  expect(found).toContain('deskhand_runs_total{outcome="done"} 1');
});

test('an answer is counted though it cannot be booked: it was paid for', async () => {
  const counted = metrics();
  const full = async () => ({
    answered: () => Promise.reject(new Error('the disk is full')),
    failed: async () => {},
  });
  const gate = counted.watchGate({ enter: full }, loadRegistry());
  const pass = await gate.enter(planned(), ...quiet);
  await expect(pass.answered(paid(), {})).rejects.toThrow('full');
  expect(await lines(counted)).toContain('deskhand_cost_dollars_total{model="grok-4-1-fast"} 0.0001');
});

test('restarts are read at each scrape, and do not add up', async () => {
  const counted = metrics(3);
  await counted.text();
  const found = await lines(counted);
  expect(found).toContain('deskhand_process_restarts_total{process="chromium"} 3');
  expect(found).toContain('deskhand_process_up{process="chromium"} 1');
  expect(found).toContain('deskhand_info{version="1.2.3"} 1');
});

test('waiting for limits and stopping at budgets is read at each scrape', async () => {
  const time = new FakeTime();
  const meter = new GateMeter(() => time.now());
  const counted = metrics(0, meter);
  using book = openBook(':memory:');
  const gate = meter.watch(new SharedGate({ book, key: 'k', budgets: { day: 2_500_000 }, pace: time }));
  const tight = planned({ limits: { rpm: 1, tpm: 1e9 } });
  await gate.enter(tight, ...quiet);
  const second = gate.enter(tight, ...quiet);
  expect(await lines(counted)).toContain('deskhand_model_waiting 1');
  await (await time.run(second)).failed({}, 4000);
  await gate.enter(planned({ model: 'other' }), ...quiet);
  await expect(gate.enter(planned({ model: 'third' }), ...quiet)).rejects.toThrow('budget');
  const found = await lines(counted);
  expect(found).toContain('deskhand_model_waiting 0');
  expect(found).toContain('deskhand_model_waits_total 2');
  expect(found).toContain('deskhand_model_wait_seconds_total 64.5');
  expect(found).toContain('deskhand_model_refused_total 1');
  expect(found).toContain('deskhand_model_rate_limited_total 1');
});

test('/metrics needs the token and gives the text format', async () => {
  const counted = metrics();
  await using server = await startServer({ metrics: () => counted.text() });
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  const response = await server.request('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toContain('# TYPE deskhand_actions_total counter');
});
