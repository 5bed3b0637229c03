import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { expect, inject, test } from 'vitest';
import type { FakeXai } from '../fixtures/fake-xai/index.ts';
import { clickAt, finish, scriptBrain } from '../fixtures/fake-xai/index.ts';
import { deskhand } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { startMcpGateway } from './support/mcp-gateway.ts';
import { useTaskDesktop } from './support/task-desktop.ts';

const desktop = useTaskDesktop('goingon');

function run(args: readonly string[], server: FakeXai, env: Record<string, string> = {}): Promise<Ended> {
  const all = ['run', ...args, '--desktop', desktop.name, '--runs', join(desktop.folder, 'runs'), '--json'];
  const own = { XAI_API_KEY: server.key, XAI_API_KEY_FILE: '', XAI_BASE_URL: server.url };
  return deskhand(all, { env: { ...own, DESKHAND_LEDGER: join(desktop.folder, 'ledger.db'), ...env } });
}

const COUNTER = `<title>Counter</title><button onclick="record('added', {})">Add one</button>`;

test('a run whose container was killed goes on after its start: nothing is done twice, nothing is paid twice', async () => {
  const url = desktop.pages.page('/counter', COUNTER);
  const turn = (messages: readonly { readonly role: string }[]): number =>
    messages.filter(({ role }) => role === 'assistant').length;
  const server = await desktop.fake({
    brain: ({ messages, screen }) => {
      const made = turn(messages);
      if (made === 0) return { calls: [{ name: 'goto', args: { url } }] };
      if (made < 3 && screen !== undefined) return clickAt(screen, 'Add one');
      return finish(`went on after ${made} turns`);
    },
    // The fourth answer never comes: the container dies in the middle of the run.
    faults: (n) => (n === 3 ? 'hang' : undefined),
  });
  desktop.pages.clear();
  const cut = run(['Add two'], server);
  await expect.poll(() => server.requests.length, { timeout: 60_000 }).toBe(4);
  const [id = ''] = await readdir(join(desktop.folder, 'runs'));
  const steps = async (): Promise<number> =>
    (await readFile(join(desktop.folder, 'runs', id, 'steps.jsonl'), 'utf8').catch(() => '')).split('\n')
      .length - 1;
  // The record is on this machine while the run goes on.
  await expect.poll(steps, { timeout: 20_000 }).toBe(3);
  await new Docker().getContainer(`deskhand-${desktop.name}`).kill({ signal: 'SIGKILL' });
  expect((await cut).exitCode).not.toBe(0);

  const started = await deskhand(['up', desktop.name, '--image', inject('image'), '--json']);
  expect(started.exitCode, started.stderr).toBe(0);
  const shown = await deskhand(['task', 'show', '--id', id, '--desktop', desktop.name, '--json']);
  expect(shown.stdout).toContain('The runner stopped before this run had ended.');
  const { exitCode, stdout, stderr } = await run(['--resume', id], server);
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', result: 'went on after 3 turns', steps: 4 });
  expect(desktop.pages.events.filter(({ type }) => type === 'added')).toHaveLength(2);
  expect(server.problems).toEqual([]);

  const ledger = { env: { DESKHAND_LEDGER: join(desktop.folder, 'ledger.db') } };
  const cost = JSON.parse((await deskhand(['cost', '--by', 'run', '--json'], ledger)).stdout) as {
    readonly total: { readonly calls: number; readonly ticks: number };
  };
  const paid = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
  expect(server.bills).toHaveLength(4);
  expect(cost.total).toMatchObject({ calls: 4, ticks: paid });
}, 120_000);

const KEY = 'smithery-key-4711';

/** Every text that a run has left behind, here and in the desktop's log. */
async function traces({ stdout, stderr }: Ended): Promise<string> {
  const { folder: record } = JSON.parse(stdout) as { folder: string };
  const files = ['run.json', 'steps.jsonl', 'report.html', 'playbook.yaml'].map((file) =>
    readFile(join(record, file), 'utf8').catch(() => ''),
  );
  const logs = await deskhand(['logs', desktop.name]);
  return [stdout, stderr, logs.stdout, logs.stderr, ...(await Promise.all(files))].join('\n');
}

test.each([
  ['in the address', '?api_key={{secret:SMITHERY_API_KEY}}&profile=shop', {}, 'profile shop'],
  ['as a bearer', '', { headers: { Authorization: 'Bearer {{secret:SMITHERY_API_KEY}}' } }, 'profile none'],
])(
  'a task file’s MCP server behind a gateway takes its key %s, which is nowhere recorded',
  async (_, query, more, expected) => {
    await using served = await startMcpGateway(KEY);
    let said = '';
    const server = await desktop.fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'parts_stock', args: { part: 'bolt' } }] }),
        (screen, request) => {
          said = JSON.stringify(request.messages.filter(({ role }) => role === 'tool').at(-1));
          return finish(`12 bolts (${screen.image.width} wide)`);
        },
      ]),
    });
    const url = `http://host.docker.internal:${served.port}/@acme/parts/mcp${query}`;
    const task = {
      task: 'How many bolts?',
      secrets: ['SMITHERY_API_KEY'],
      mcp_servers: { parts: { url, ...more } },
    };
    const file = join(desktop.folder, 'bolts.task.yaml');
    await writeFile(file, JSON.stringify(task));
    const ended = await run([file], server, { SMITHERY_API_KEY: KEY });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(said).toContain('bolt: 12');
    expect(said).toContain(expected);
    expect(said).toContain('key {{secret:SMITHERY_API_KEY}}');
    expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain(KEY);
    expect(await traces(ended)).not.toContain(KEY);
    // The server really got the value where its name stood.
    expect(served.asked[0]).toBe(query.replace('{{secret:SMITHERY_API_KEY}}', KEY));
  },
  60_000,
);

test('a key that the gateway refuses ends the run before any cent, without being told', async () => {
  await using served = await startMcpGateway('another');
  const server = await desktop.fake({ brain: () => finish('never') });
  const url = `http://host.docker.internal:${served.port}/mcp?api_key={{secret:SMITHERY_API_KEY}}`;
  const file = join(desktop.folder, 'refused.task.yaml');
  await writeFile(
    file,
    JSON.stringify({ task: 'Look', secrets: ['SMITHERY_API_KEY'], mcp_servers: { parts: { url } } }),
  );
  const ended = await run([file], server, { SMITHERY_API_KEY: KEY });
  expect(ended.exitCode).toBe(3);
  expect(ended.stdout).toContain('MCP server \\"parts\\"');
  expect(server.requests).toHaveLength(0);
  expect(await traces(ended)).not.toContain(KEY);
}, 60_000);
