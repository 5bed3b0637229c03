import { describe, expect, test } from 'vitest';
import type { TaskDeps } from '../../../src/agent/tasks.ts';
import { openGate } from '../../../src/models/gate.ts';
import { openBook } from '../../../src/ledger/book.ts';
import { SharedGate } from '../../../src/ledger/shared-gate.ts';
import { summarise, totalOf } from '../../../src/ledger/summary.ts';
import { finish, scriptBrain, typeInto, clickAt } from '../../fixtures/fake-xai/index.ts';
import { fake, loginDesktop, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const signIn = () =>
  scriptBrain([
    (screen) => typeInto(screen, 'Name', 'Zoë'),
    (screen) => typeInto(screen, 'Password', 'open sesame'),
    (screen) => clickAt(screen, 'Sign in', 'button'),
    (screen) => finish(screen.title, screen.title === 'Welcome'),
  ]);

type GateFor = NonNullable<TaskDeps['gateFor']>;

describe('where a task is done', () => {
  test.each(['chat', 'responses'] as const)(
    'over %s the same run is done, its sealed reasoning carried on, every tick booked',
    async (dialect) => {
      using book = openBook(':memory:');
      const server = await fake({ brain: signIn() });
      const gateFor: GateFor = ({ run, task: name }) =>
        new SharedGate({ book, key: 'key-a', run, task: name });
      await using fixture = await makeService(loginDesktop(), { gateFor });
      const { head } = await fixture.run(task(server, { dialect, secrets: { PW: 'unused' } }));
      expect(head).toMatchObject({ outcome: 'done', result: 'Welcome' });
      expect(server.problems).toEqual([]);
      expect(new Set(server.requests.map(({ path }) => path)).size).toBe(1);
      const billed = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
      expect(totalOf(summarise(book, 'run'))).toMatchObject({ calls: 4, ticks: billed });
      expect(Math.round(head.totals.costUsd * 1e10)).toBe(billed);
    },
  );

  test('a registry that comes with the task sets its prices', async () => {
    const server = await fake({ brain: () => finish('ok'), ticks: 'absent' });
    await using fixture = await makeService();
    const registry = 'models: [{ id: grok-4-1-fast, tiers: [{ from: 0, input: 1, cached: 1, output: 1 }] }]';
    const { head } = await fixture.run(task(server, { registry }));
    expect(Math.round(head.totals.costUsd * 1e6)).toBe(server.bills[0]?.total_tokens);
    await expect(fixture.service.submit(task(server, { registry: 'models: 1' }))).rejects.toMatchObject({
      code: 'bad_input',
    });
  });

  test('parameters that the model refuses, and unknown ones, are told and not sent', async () => {
    const server = await fake({ brain: () => finish('ok') });
    await using fixture = await makeService();
    const params = { temperature: 0.2, reasoning_effort: 'high', stop: ['x'], tempreature: 1 };
    const { head, events } = await fixture.run(task(server, { params }));
    expect(head.outcome).toBe('done');
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0.2 });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event.message] : [])).join('\n');
    for (const name of ['reasoning_effort', 'stop', 'tempreature']) {
      expect(server.requests[0]?.body).not.toHaveProperty(name);
      expect(told).toContain(name);
    }
  });

  test('a gate that the task names is the one that is asked', async () => {
    const server = await fake({ brain: () => finish('ok') });
    const asked: Parameters<GateFor>[0][] = [];
    const gateFor: GateFor = (run) => {
      asked.push(run);
      return openGate;
    };
    await using fixture = await makeService(undefined, { gateFor });
    const gate = { url: 'http://127.0.0.1:9/gate', token: 'token' };
    const { head } = await fixture.run(task(server, { gate }));
    expect(asked).toEqual([{ apiKey: server.key, run: head.id, task: 'Sign in', gate }]);
  });

  test('waiting for a limit is told as progress, and a budget that is used up ends the run before the call', async () => {
    using book = openBook(':memory:');
    const server = await fake({ brain: () => finish('ok') });
    const budgets = { key: 1 };
    await using fixture = await makeService(undefined, {
      gateFor: () => new SharedGate({ book, key: 'key-a', budgets }),
    });
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({ outcome: 'limit', error: { code: 'limit_reached' } });
    expect(server.requests).toHaveLength(0);

    const slow: GateFor = () => ({
      enter: (call, signal, onWait) => {
        onWait(`${call.host}: waiting for the rate limit`, 1500);
        return openGate.enter(call, signal, onWait);
      },
    });
    await using second = await makeService(undefined, { gateFor: slow });
    const { events } = await second.run(task(server));
    const told = events.flatMap((event) => (event.type === 'progress' ? [event.message] : []));
    expect(told.join()).toContain('waiting for the rate limit');
  });
});
