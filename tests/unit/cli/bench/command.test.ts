import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { DESKTOP_LABEL } from '../../../../src/host/labels.ts';
import { openBook } from '../../../../src/ledger/book.ts';
import type { Brain, FakeXai } from '../../../fixtures/fake-xai/index.ts';
import { finish } from '../../../fixtures/fake-xai/index.ts';
import { fake } from '../../agent/support/model-run.ts';
import { makeService } from '../../agent/support/service.ts';
import { startFakeEngine } from '../../host/fake-engine.ts';
import { tempFolder } from '../../runs/support.ts';
import { startServer, TOKEN } from '../../server/support/test-server.ts';
import { deskhandHere } from '../in-process.ts';

const DELAYS: Readonly<Record<string, number>> = { 'grok-4-1-fast-non-reasoning': 700, 'grok-4.3': 1100 };
const TASKS = `tasks:
  - { name: four, task: Say four, expect: "(four|4)", steps: 5 }
  - { name: five, task: Say five, expect: "(five|5)", steps: 5 }
`;

/** A whole desktop's API over a fake screen, found through a fake engine; what the model needs to know is given it as it is. */
async function desktop() {
  const service = await makeService(undefined, { now: () => performance.now() });
  const { service: tasks } = service;
  const server = await startServer({
    tasks: {
      // The CLI names this machine as a container sees it; here there is none.
      submit: (spec) =>
        tasks.submit(
          JSON.parse(JSON.stringify(spec).replaceAll('host.docker.internal', '127.0.0.1')) as unknown,
        ),
      get: (id) => tasks.get(id),
      events: (id, after) => tasks.events(id, after),
      files: (id) => tasks.files(id),
      openFile: (id, path) => tasks.openFile(id, path),
    },
  });
  const engine = await startFakeEngine({ hostPort: Number(new URL(server.url).port) });
  engine.containers.set('a'.repeat(64), {
    id: 'a'.repeat(64),
    name: 'deskhand-bench',
    spec: { Image: 'i', Labels: { [DESKTOP_LABEL]: 'bench' }, Env: [`DESKHAND_TOKEN=${TOKEN}`] },
    state: 'running',
    exitCode: 0,
  });
  return {
    env: engine.env,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

/** Moves the clock by its model's latency with each answer; only that is measured, not how busy this machine is. */
function timedBrain(): Brain {
  let clock = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  return ({ asked, messages, task }) => {
    clock += DELAYS[asked] ?? 0;
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    if (turn < 2) return { calls: [{ name: 'click', args: { x: turn, y: 5 } }] };
    return finish(task.includes('five') && asked === 'grok-4.3' ? 'It is 6.' : 'It is 4, or 5.');
  };
}

const keyFor = (server: FakeXai) => ({ XAI_API_KEY: server.key, XAI_BASE_URL: server.url });

test('bench models: table, JSON, plot and ledger of the real command, latency recovered within five per cent', async () => {
  await using folder = await tempFolder();
  await using running = await desktop();
  const server = await fake({ brain: timedBrain() });
  await writeFile(join(folder.path, 'set.yaml'), TASKS);
  const ledger = join(folder.path, 'ledger.db');
  const models = Object.keys(DELAYS).join(',');
  const argv = ['bench', 'models', '--models', models, '--tasks', 'set.yaml', '--desktop', 'bench'];
  const env = { ...running.env, ...keyFor(server), DESKHAND_LEDGER: ledger };
  const { code, stdout, stderr } = await deskhandHere([...argv, '--json'], { cwd: folder.path, env });
  // One answer of one model is wrong, and the exit code says so.
  expect(code, stderr).toBe(1);
  const {
    models: rows,
    svg,
    json,
  } = JSON.parse(stdout) as {
    readonly models: readonly {
      readonly model: string;
      readonly first_ms: { readonly p50: number };
      readonly answer_ms: { readonly p50: number };
      readonly step_ms: { readonly p50: number };
      readonly cost_usd: number;
    }[];
    readonly svg: string;
    readonly json: string;
  };
  expect(rows).toMatchObject([
    { model: 'grok-4-1-fast-non-reasoning', runs: 2, right: 2, turns: 6, published: { end_to_end_ms: 1244 } },
    { model: 'grok-4.3', runs: 2, right: 1, turns: 6 },
  ]);
  for (const row of rows) {
    const delay = DELAYS[row.model] ?? 0;
    for (const spread of [row.first_ms, row.answer_ms, row.step_ms]) {
      expect(Math.abs(spread.p50 - delay) / delay, row.model).toBeLessThan(0.05);
    }
  }
  const paid = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
  expect(rows.reduce((sum, row) => sum + Math.round(row.cost_usd * 1e10), 0)).toBe(paid);
  using book = openBook(ledger);
  expect(book.db.prepare('SELECT sum(ticks) AS ticks FROM calls').get()).toEqual({ ticks: paid });
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({ models: rows });
  // The plot is one that a renderer takes, and has ink on it.
  const { channels } = await sharp(svg).flatten({ background: '#fff' }).stats();
  expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
  expect(await readFile(svg, 'utf8')).toContain('grok-4.3');
}, 30_000);

test('bench models for people: a line for each run as it ends, then a table and where the plot is', async () => {
  await using folder = await tempFolder();
  await using running = await desktop();
  const server = await fake({ brain: timedBrain() });
  await writeFile(join(folder.path, 'set.yaml'), TASKS);
  const argv = ['bench', 'models', '--models', 'grok-4.3', '--tasks', 'set.yaml', '--repeat', '2'];
  const env = { ...running.env, ...keyFor(server), DESKHAND_LEDGER: ':memory:' };
  const more = ['--desktop', 'bench', '--out', 'plots'];
  const { code, stdout, stderr } = await deskhandHere([...argv, ...more], { cwd: folder.path, env });
  expect(code).toBe(1);
  expect(stderr.match(/grok-4\.3: four right, 3 turns, answers 1100 ms/g)).toHaveLength(2);
  expect(stderr.match(/grok-4\.3: five not right/g)).toHaveLength(2);
  expect(stdout).toMatch(/^MODEL +RIGHT +TURNS/);
  expect(stdout).toMatch(/^grok-4\.3 +2\/4 +12 +1100 \(1100\)/m);
  expect(stdout).toContain('plots/bench.svg');
}, 30_000);

test.each([
  [['bench', 'rockets'], /no "bench rockets"/],
  [['bench', 'models', '--repeat', '0'], /--repeat: "0" is not a whole number/],
  [['bench', 'models', '--models', ' , '], /names no model/],
  [['bench', 'models', '--tasks', 'none.yaml'], /none\.yaml cannot be read/],
])('%j is refused before anything is started', async (argv, message) => {
  await using folder = await tempFolder();
  const { code, stdout, stderr } = await deskhandHere(argv, { cwd: folder.path });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
