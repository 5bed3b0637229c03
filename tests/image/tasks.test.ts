import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FakeXai } from '../fixtures/fake-xai/index.ts';
import { clickAt, finish, scriptBrain, typeInto } from '../fixtures/fake-xai/index.ts';
import { deskhand } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { useTaskDesktop } from './support/task-desktop.ts';

const desktop = useTaskDesktop('taskstest');

/** `deskhand run` on the desktop of these tests, with the record in `desktop.folder`. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const all = ['run', ...args, '--desktop', desktop.name, '--runs', desktop.folder, '--json'];
  return deskhand(all, { env: { XAI_API_KEY: '', XAI_API_KEY_FILE: '', ...env } });
}

function modelEnv(server: FakeXai, key = server.key): Record<string, string> {
  return { XAI_API_KEY: key, XAI_BASE_URL: server.url };
}

const SHOP = `<title>Order</title>
<form onsubmit="event.preventDefault(); record('ordered', { name: who.value }); document.body.innerHTML = '<h1>Order 4711 for ' + who.value + '</h1><button onclick=&quot;document.title = 1&quot;>Print</button>'">
  <label>Your name <input id="who"></label> <button style="margin: 60px">Order now</button>
</form>`;

describe('a task done by a model', () => {
  test('looks, acts by coordinates and refs, verifies and answers; tokens and dollars are exact', async () => {
    const url = desktop.pages.page('/order', SHOP);
    const server = await desktop.fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'goto', args: { url } }] }),
        (screen) => typeInto(screen, 'Your name', 'Zoë 山田'),
        (screen) => clickAt(screen, 'Order now', 'button'),
        (screen) =>
          screen.has('Print', 'button') ? finish('The order number is 4711.') : finish('no', false),
      ]),
    });
    const { exitCode, stdout, stderr } = await run(
      ['Order something and tell me the number'],
      modelEnv(server),
    );
    expect(exitCode, stderr).toBe(0);
    await desktop.pages.event((event) => event['name'] === 'Zoë 山田', 'the order');
    const ticks = server.bills.reduce(
      (sum, bill) => sum + ('cost_in_usd_ticks' in bill ? bill.cost_in_usd_ticks : 0),
      0,
    );
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({
      outcome: 'done',
      result: 'The order number is 4711.',
      steps: 4,
      model: 'grok-4-1-fast',
    });
    expect(result['cost_usd']).toBeCloseTo(ticks / 1e10, 12);
    expect(server.problems).toEqual([]);
    const files = await readdir(join(desktop.folder, String(result['id'])), { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining(['run.json', 'steps.jsonl', 'report.html', 'playbook.yaml', 'frames']),
    );
  });

  test('the playbook that it leaves repeats the run without a model', async () => {
    const url = desktop.pages.page('/order', SHOP);
    const server = await desktop.fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'goto', args: { url } }] }),
        (screen) => typeInto(screen, 'Your name', 'Replay'),
        (screen) => clickAt(screen, 'Order now', 'button'),
        () => finish('done'),
      ]),
    });
    const first = await run(['Order something'], modelEnv(server));
    const { id } = JSON.parse(first.stdout) as { id: string };
    desktop.pages.clear();
    const again = await run([join(desktop.folder, id, 'playbook.yaml')]);
    expect(again.exitCode, again.stderr).toBe(0);
    await desktop.pages.event((event) => event['name'] === 'Replay', 'the second order');
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'done', cost_usd: 0 });
  });

  test('a wrong key is told in one sentence, with exit code 3 and without the key', async () => {
    const server = await desktop.fake({ brain: () => finish('never') });
    const ended = await run(['Do something'], modelEnv(server, 'xai-wrong-key-123'));
    expect(ended.exitCode).toBe(3);
    expect(ended.stdout + ended.stderr).toMatch(/bad_key/);
    expect(ended.stdout + ended.stderr).not.toContain('xai-wrong-key-123');
    expect(server.requests).toHaveLength(1);
  });

  test('without a key nothing is started, and it is said what to set', async () => {
    const { exitCode, stdout, stderr } = await run(['Do something']);
    expect(exitCode).toBe(3);
    expect(stdout + stderr).toContain('XAI_API_KEY');
  });

  test('a limit on steps ends the run with exit code 4', async () => {
    const server = await desktop.fake({
      brain: ({ messages }) => ({ calls: [{ name: 'move', args: { x: messages.length, y: 9 } }] }),
    });
    const { exitCode, stdout } = await run(['Go round in circles', '--steps', '3'], modelEnv(server));
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'limit', steps: 3 });
  });

  test('a server that fails once is asked again, and a model that is redirected is priced as what answered', async () => {
    const server = await desktop.fake({
      brain: () => finish('ok'),
      faults: ['server'],
      redirectTo: 'grok-4.3',
      ticks: 'absent',
    });
    const { exitCode, stdout, stderr } = await run(['Say ok'], modelEnv(server));
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/grok-4\.3/);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', answered_by: ['grok-4.3'] });
  });
});

describe('a playbook', () => {
  async function playbook(text: string): Promise<string> {
    const file = join(desktop.folder, 'test.yaml');
    await writeFile(file, text);
    return file;
  }

  test('that fails says which step, what it looked for and what was there, with exit code 1', async () => {
    const url = desktop.pages.page('/order', SHOP);
    const file = await playbook(
      `name: Fails\nsteps:\n  - goto: ${url}\n  - click: { name: Order today, role: button }\n`,
    );
    const { exitCode, stdout, stderr } = await run([file]);
    expect(exitCode).toBe(1);
    expect(stderr + stdout).toMatch(/step 2/i);
    expect(stderr + stdout).toContain('Order today');
    expect(stderr + stdout).toContain('Order now');
  });

  test('that is misspelt is refused with the field’s name, before anything is done', async () => {
    const file = await playbook('name: Misspelt\nsteps:\n  - clik: { name: Save }\n');
    const { exitCode, stderr, stdout } = await run([file]);
    expect(exitCode).toBe(2);
    expect(stderr + stdout).toContain('clik');
  });

  test('types secrets that its record does not hold', async () => {
    const url = desktop.pages.page('/order', SHOP);
    const file = await playbook(
      `name: Secret\nsteps:\n  - goto: ${url}\n  - type: { into: { name: Your name }, text: "{{secret:WHO}}" }\n  - click: { name: Order now, role: button }\n  - expect: { text: Order 4711 }\n  - read: { pattern: 'for (\\S+)', as: who }\nresult: "It is {{who}}"\n`,
    );
    desktop.pages.clear();
    const { exitCode, stdout, stderr } = await run([file, '--secret', 'WHO=env'], {
      WHO: 'a-very-secret-name',
    });
    expect(exitCode, stderr).toBe(0);
    await desktop.pages.event((event) => event['name'] === 'a-very-secret-name', 'the secret');
    expect(stdout + stderr).not.toContain('a-very-secret-name');
    const { id, result } = JSON.parse(stdout) as { id: string; result: string };
    expect(result).toBe('It is {{secret:WHO}}');
    for (const record of ['run.json', 'steps.jsonl', 'playbook.yaml', 'report.html']) {
      expect(await readFile(join(desktop.folder, id, record), 'utf8'), record).not.toContain(
        'a-very-secret-name',
      );
    }
  });

  test('with a pattern that backtracks without end fails, and the desktop goes on', async () => {
    const url = desktop.pages.page('/long', `<p>${'a'.repeat(80)}</p>`);
    const file = await playbook(
      `name: Slow\nsteps:\n  - goto: ${url}\n  - read: { pattern: '(a+)+b', as: n }\n`,
    );
    const { exitCode, stdout, stderr } = await run([file]);
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('takes too long');
    expect((await deskhand(['do', 'screenshot', '--desktop', desktop.name])).exitCode).toBe(0);
  });

  test('cannot carry away files from outside of its folder', async () => {
    const file = await playbook('name: Thief\nfiles: [../../etc/hostname]\nsteps:\n  - goto: demo:/\n');
    const { exitCode, stdout, stderr } = await run([file]);
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toContain('outside of its folder');
  });
});
