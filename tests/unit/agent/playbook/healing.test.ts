import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePlaybook } from '../../../../src/playbook/parse.ts';
import { repairPlaybook } from '../../../../src/agent/playbook/repairs.ts';
import { openGate } from '../../../../src/models/gate.ts';
import { usdToTicks } from '../../../../src/models/pricing.ts';
import { loadRegistry } from '../../../../src/models/registry.ts';
import { Metrics } from '../../../../src/server/metrics/metrics.ts';
import type { FakeXai } from '../../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from '../support/fake-desktop.ts';
import { fake } from '../support/model-run.ts';
import { makeService } from '../support/service.ts';

const PLAYBOOK = `name: Order # a comment that stays
steps:
  - click: Sign in
  - type: { into: { name: Full name }, text: Zoë }
  # the last one
  - click: { name: Order now, role: button, count: 2 }
`;

/** The page of the playbook after a redesign: two of its names have changed. */
function redesigned(): FakeDesktop {
  const desktop = new FakeDesktop();
  desktop.page.elements = [
    { role: 'button', name: 'Sign in' },
    { role: 'textbox', name: 'Your name', value: '' },
    { role: 'button', name: 'Place order' },
  ];
  return desktop;
}

const healing = (server: FakeXai, more = {}) => ({
  playbook: PLAYBOOK,
  heal: true,
  api_key: server.key,
  base_url: server.url,
  ...more,
});

/** A model that knows what the old names are called now. */
const knowing = () =>
  fake({
    brain: ({ screen, messages }) => {
      const asked = JSON.stringify(messages);
      const name = asked.includes('The step: type') ? 'Your name' : 'Place order';
      return { calls: [{ name: 'choose', args: { ref: screen?.find(name).ref ?? '' } }] };
    },
  });

describe('healing a playbook', () => {
  test('finds what has moved, goes on, and writes the repaired playbook with all else as it was', async () => {
    const server = await knowing();
    await using fixture = await makeService(redesigned());
    const { head, events } = await fixture.run(healing(server));
    expect(head).toMatchObject({ outcome: 'done' });
    expect(fixture.desktop.calls.map(({ action, hit }) => [action, hit])).toEqual(
      expect.arrayContaining([
        ['click', 'Sign in'],
        ['type', 'Your name'],
        ['click', 'Place order'],
      ]),
    );
    expect(server.requests).toHaveLength(2);
    const billed = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
    expect(usdToTicks(head.totals.costUsd)).toBe(billed);
    expect(JSON.stringify(events)).toContain('Repaired');
    const repaired = await readFile(join(fixture.dir, head.id, 'playbook.yaml'), 'utf8');
    expect(repaired).toContain('# a comment that stays');
    expect(repaired).toContain('# the last one');
    expect(parsePlaybook(repaired).steps.map(({ value }) => value)).toMatchObject([
      { name: 'Sign in' },
      { into: { name: 'Your name', role: 'textbox' }, text: 'Zoë' },
      { name: 'Place order', role: 'button', count: 2 },
    ]);
    await using again = await makeService(redesigned());
    const replay = await again.run({ playbook: repaired });
    expect(replay.head).toMatchObject({ outcome: 'done', totals: { costUsd: 0 } });
  });

  test('is in the metrics with all that it cost, and the playbook’s own steps are no turns of a model', async () => {
    const server = await knowing();
    const gate = () => ({ waiting: 0, waits: 0, waitedMs: 0, refused: 0, rateLimited: 0 });
    const metrics = new Metrics({ processes: () => [], gate, version: '1' });
    const gateFor = () => metrics.watchGate(openGate, loadRegistry());
    await using fixture = await makeService(redesigned(), { gateFor });
    const { head } = await fixture.run(healing(server));
    await metrics.follow(fixture.service.events(head.id));
    const { text } = await metrics.text();
    const value = (name: string): number => {
      const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    };
    expect(head.totals.costUsd).toBeGreaterThan(0);
    expect(value('deskhand_cost_dollars_total')).toBeCloseTo(head.totals.costUsd, 10);
    expect(value('deskhand_tokens_total')).toBe(
      head.totals.inputTokens +
        head.totals.cachedTokens +
        head.totals.outputTokens +
        head.totals.reasoningTokens,
    );
    expect(value('deskhand_steps_total')).toBe(server.requests.length);
    expect(text).not.toContain('model="playbook"');
  });

  test('shows the model no secret of the page, and names no target by one', async () => {
    const password = String.raw`p"w\d  &-123`;
    const server = await fake({ brain: () => ({ calls: [{ name: 'choose', args: { ref: 'e1' } }] }) });
    const desktop = new FakeDesktop();
    desktop.page.elements = [{ role: 'button', name: `Sign in as ${password}`, value: password }];
    await using fixture = await makeService(desktop);
    const playbook = 'name: Order\nsteps:\n  - click: Log on\n';
    const { head } = await fixture.run(healing(server, { playbook, secrets: { PW: password } }));
    expect(head).toMatchObject({ outcome: 'done' });
    const asked = JSON.stringify(server.requests.map(({ body }) => body));
    expect(asked).toContain('Sign in as {{secret:PW}}');
    expect(asked).not.toContain('-123');
    const repaired = await readFile(join(fixture.dir, head.id, 'playbook.yaml'), 'utf8');
    expect(repaired).toContain('at: [ 50, 10 ]');
    expect(repaired).not.toContain('-123');
  });

  test('a model that gives up leaves the error as it was, its cost counted', async () => {
    const server = await fake({ brain: () => ({ calls: [{ name: 'give_up', args: { reason: 'gone' } }] }) });
    await using fixture = await makeService(redesigned());
    const { head } = await fixture.run(healing(server));
    expect(head).toMatchObject({ outcome: 'failed', error: { code: 'action_failed' } });
    expect(head.error?.message).toContain('Step 2 of 3');
    expect(usdToTicks(head.totals.costUsd)).toBe(server.bills[0]?.cost_in_usd_ticks);
  });

  test('a budget that a repair would pass ends the run before the call', async () => {
    const server = await knowing();
    await using fixture = await makeService(redesigned());
    const { head } = await fixture.run(healing(server, { limits: { usd: 0.000001 } }));
    expect(head).toMatchObject({ outcome: 'limit' });
    expect(server.requests).toHaveLength(0);
  });

  test('needs a key, and a playbook', async () => {
    await using fixture = await makeService();
    await expect(fixture.service.submit({ playbook: PLAYBOOK, heal: true })).rejects.toMatchObject({
      code: 'no_key',
    });
    await expect(fixture.service.submit({ task: 'x', heal: true, api_key: 'k' })).rejects.toThrow(/heal/);
  });
});

test.each([
  ['click: Old', [], { name: 'New', role: 'button' }],
  ['drag: { from: Old, to: Other }', ['from'], { at: [3, 4] as [number, number] }],
  ['drag: { from: { name: Old, role: link }, to: Other }', ['from'], { name: 'New' }],
])('%s takes a repair of %j', (step, path, target) => {
  const yaml = `name: x\nsteps:\n  - ${step}\n`;
  const kind = step.startsWith('click') ? 'click' : 'drag';
  const [repaired] = parsePlaybook(repairPlaybook(yaml, [{ index: 0, kind, path, target }])).steps;
  const [field] = path;
  const value = repaired?.value as Record<string, unknown>;
  const there = field === undefined ? value : value[field];
  expect(there).toMatchObject(target);
  expect(JSON.stringify(value)).not.toContain('Old');
});
