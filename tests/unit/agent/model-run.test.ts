import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { DeskhandError } from '../../../src/base/errors.ts';
import { usdToTicks } from '../../../src/models/pricing.ts';
import { clickAt, finish, scriptBrain, typeInto } from '../../fixtures/fake-xai/index.ts';
import { fake, loginDesktop, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

describe('a task done by a model', () => {
  test('goes from the first screen to done, each step on record, every tick counted', async () => {
    const server = await fake({
      brain: scriptBrain([
        (screen) => ({
          calls: [
            ...(typeInto(screen, 'Name', 'Zoë').calls ?? []),
            ...(typeInto(screen, 'Password', '{{secret:PASSWORD}}').calls ?? []),
          ],
        }),
        (screen) => clickAt(screen, 'Sign in', 'button'),
        (screen) => finish(`Signed in: ${screen.title}`),
      ]),
    });
    await using fixture = await makeService(loginDesktop());
    const { head, events } = await fixture.run(task(server, { secrets: { PASSWORD: 'open sesame' } }));
    expect(server.problems).toEqual([]);
    expect(head).toMatchObject({
      state: 'ended',
      outcome: 'done',
      result: 'Signed in: Welcome',
      model: 'grok-4-1-fast',
    });
    expect(head.totals).toMatchObject({ steps: 3, actions: 4 });
    expect(head.answeredBy).toEqual(['grok-4-1-fast-reasoning']);
    const billed = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
    expect(usdToTicks(head.totals.costUsd)).toBe(billed);
    expect(events.map((event) => event.type)).toEqual(['started', 'step', 'step', 'step', 'ended']);
    expect(fixture.desktop.calls.find((call) => call.hit === 'Password')?.typed).toBe('open sesame');
    const files = (await fixture.service.files(head.id)).map((file) => file.path);
    expect(files).toEqual([
      'frames/0000.jpg',
      'frames/0001.jpg',
      'frames/0002.jpg',
      'playbook.yaml',
      'report.html',
      'run.json',
      'steps.jsonl',
    ]);
  });

  test('a secret is in no record and reaches no model, not even when the page shows it', async () => {
    const server = await fake({
      brain: scriptBrain([
        (screen) => ({
          calls: [
            ...(typeInto(screen, 'Name', 'Zoë').calls ?? []),
            ...(typeInto(screen, 'Password', '{{secret:PASSWORD}}').calls ?? []),
          ],
        }),
        (screen) => clickAt(screen, 'Sign in'),
        () => ({ calls: [{ name: 'read_page', args: {} }] }),
        (screen) => finish(screen.elements[0]?.name ?? ''),
      ]),
    });
    await using fixture = await makeService(loginDesktop());
    const { head, events } = await fixture.run(task(server, { secrets: { PASSWORD: 'open sesame' } }));
    expect(head.result).toBe('Hello {{secret:PASSWORD}}');
    const files = await fixture.service.files(head.id);
    const texts = await Promise.all(
      files
        .filter((file) => !file.path.startsWith('frames/'))
        .map((file) => readFile(join(fixture.dir, head.id, file.path), 'utf8')),
    );
    const everything = [
      ...texts,
      JSON.stringify(events),
      JSON.stringify(server.requests.map((request) => request.body)),
    ].join('\n');
    expect(everything).not.toContain('open sesame');
    expect(texts.join('\n')).not.toContain(server.key);
  });

  test('a wrong key ends the run with bad_key, which the CLI turns into exit 3', async () => {
    const server = await fake({ brain: () => finish('never') });
    await using fixture = await makeService();
    const { head } = await fixture.run({ ...task(server), api_key: 'xai-wrong' });
    expect(head).toMatchObject({
      outcome: 'failed',
      error: { code: 'bad_key', hint: expect.stringContaining('XAI_API_KEY') as string },
    });
    expect(new DeskhandError('bad_key', '').exitCode).toBe(3);
  });

  test('the step limit ends it cleanly', async () => {
    let n = 0;
    const server = await fake({ brain: () => ({ calls: [{ name: 'click', args: { x: (n += 3), y: 5 } }] }) });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { limits: { steps: 3 } }));
    expect(head).toMatchObject({ outcome: 'limit', error: { code: 'limit_reached' }, totals: { steps: 3 } });
    expect(server.requests).toHaveLength(3);
  });

  test('a call that would pass the budget is not made', async () => {
    let n = 0;
    const server = await fake({ brain: () => ({ calls: [{ name: 'click', args: { x: (n += 3), y: 5 } }] }) });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { limits: { usd: 0.02 } }));
    expect(head).toMatchObject({
      outcome: 'limit',
      error: { message: expect.stringContaining('the next call would cost') as string },
    });
    expect(head.totals.costUsd).toBeLessThanOrEqual(0.02);
    expect(head.totals.costUsd).toBeGreaterThan(0.01);
  });

  test('the time limit cuts a call that hangs', async () => {
    const server = await fake({ brain: () => finish(''), faults: ['hang'] });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { limits: { minutes: 0.002 } }));
    expect(head).toMatchObject({ outcome: 'limit', error: { code: 'limit_reached' } });
  });

  test('cancelling ends it and its record', async () => {
    const server = await fake({ brain: () => finish(''), faults: ['hang'] });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server));
    const head = await fixture.service.cancel(id);
    expect(head).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    expect(await fixture.service.get(id)).toEqual(head);
    expect((await fixture.service.files(id)).map((file) => file.path)).toContain('report.html');
  });

  test('only one runs at a time, and the next may follow', async () => {
    const server = await fake({ brain: () => finish('ok'), faults: ['hang'] });
    await using fixture = await makeService();
    const { id } = await fixture.service.submit(task(server));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    await expect(fixture.service.submit(task(server))).rejects.toMatchObject({ code: 'busy' });
    await fixture.service.cancel(id);
    expect((await fixture.run(task(server))).head.outcome).toBe('done');
    expect((await fixture.service.list()).map((head) => head.outcome)).toEqual(['cancelled', 'done']);
  });

  test('a question for the user ends it as needs_user', async () => {
    const server = await fake({
      brain: () => ({ calls: [{ name: 'ask_user', args: { question: 'Which code?' } }] }),
    });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server));
    expect(head).toMatchObject({ outcome: 'needs_user', result: 'Which code?' });
  });

  test('done without success is a failure that keeps its reason', async () => {
    const server = await fake({ brain: () => finish('There is no such page.', false) });
    await using fixture = await makeService();
    expect((await fixture.run(task(server))).head).toMatchObject({
      outcome: 'failed',
      result: 'There is no such page.',
    });
  });

  test('a redirect is told in the progress with both prices; strict refuses it, its cost counted', async () => {
    const server = await fake({ brain: () => finish('ok'), redirectTo: 'grok-4.3' });
    await using fixture = await makeService();
    const { head, events } = await fixture.run(task(server));
    expect(head).toMatchObject({ outcome: 'done', answeredBy: ['grok-4.3'] });
    expect(JSON.stringify(events.filter((event) => event.type === 'progress'))).toMatch(
      /\$1\.25 in.*\$0\.20 in/,
    );
    const strict = await fixture.run(task(server, { strict_model: true }));
    expect(strict.head).toMatchObject({ outcome: 'failed', error: { code: 'model_gone' } });
    expect(strict.head.totals.costUsd).toBeGreaterThan(0);
  });
});
