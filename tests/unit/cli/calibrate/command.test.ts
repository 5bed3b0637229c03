import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { openBook } from '../../../../src/ledger/book.ts';
import type { Decision, FakeRequest } from '../../../fixtures/fake-xai/index.ts';
import { fake } from '../../agent/support/model-run.ts';
import { tempFolder } from '../../runs/support.ts';
import { deskhandHere } from '../in-process.ts';

/** The middle of what is red in the picture: the model is not told where the target is. */
async function look(request: FakeRequest): Promise<{ x: number; y: number; width: number; height: number }> {
  const { data, info } = await sharp(request.screen?.image.data).raw().toBuffer({ resolveWithObject: true });
  let [count, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < info.width * info.height; i++) {
    const [r = 0, g = 0, b = 0] = data.subarray(i * info.channels, i * info.channels + 3);
    if (r < 170 || g > 90 || b > 110) continue;
    count++;
    sumX += i % info.width;
    sumY += Math.floor(i / info.width);
  }
  return { x: sumX / count, y: sumY / count, width: info.width, height: info.height };
}

const DELAY = 900;

/** A server whose model clicks in thousandths of the frame; only it moves the clock. */
async function thousandths() {
  let clock = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  return fake({
    brain: async (request): Promise<Decision> => {
      clock += DELAY;
      const { x, y, width, height } = await look(request);
      const args = { x: Math.round((x / width) * 1000), y: Math.round((y / height) * 1000) };
      return { calls: [{ name: 'click', args }] };
    },
  });
}

const argv = [
  'models',
  'calibrate',
  'grok-4-1-fast-non-reasoning',
  '--targets',
  '6',
  '--resolution',
  '640x400',
];

test('models calibrate --json: the convention, the hit rate, the time within five per cent, the price to the tick', async () => {
  await using folder = await tempFolder();
  const server = await thousandths();
  const ledger = join(folder.path, 'ledger.db');
  const env = { XAI_API_KEY: server.key, DESKHAND_LEDGER: ledger };
  const flags = ['--base-url', server.url, '--json'];
  const { code, stdout, stderr } = await deskhandHere([...argv, ...flags], { cwd: folder.path, env });
  expect(code, stderr).toBe(0);
  const found = JSON.parse(stdout) as Record<string, unknown>;
  expect(found).toMatchObject({
    model: 'grok-4-1-fast-non-reasoning',
    frame: { width: 640, height: 400 },
    targets: 6,
    silent: 0,
    convention: 'thousandths',
    hit_rate: 1,
  });
  expect(Math.abs(Number(found['answer_ms']) - DELAY) / DELAY).toBeLessThan(0.05);
  expect(server.requests).toHaveLength(6);
  expect(server.problems).toEqual([]);
  const paid = server.bills.reduce((sum, bill) => sum + (bill.cost_in_usd_ticks ?? 0), 0);
  expect(Math.round(Number(found['cost_usd']) * 1e10)).toBe(paid);
  using book = openBook(ledger);
  expect(book.db.prepare('SELECT sum(ticks) AS ticks FROM calls').get()).toEqual({ ticks: paid });
});

test('models calibrate for people: progress, a table of conventions, one sentence', async () => {
  await using folder = await tempFolder();
  const server = await thousandths();
  const env = { XAI_API_KEY: server.key, DESKHAND_LEDGER: ':memory:' };
  const { code, stdout, stderr } = await deskhandHere([...argv, '--base-url', server.url], {
    cwd: folder.path,
    env,
  });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('6 of 6 targets');
  expect(stdout).toMatch(/^CONVENTION +HIT +MEDIAN px/);
  expect(stdout).toMatch(/^thousandths +100 %/m);
  expect(stdout).toContain('means thousandths and hits 100 % of 6 targets. 900 ms an answer');
});

test.each([
  ['without a key', {}, [], 3, /needs an API key/],
  ['with no number of targets', { XAI_API_KEY: 'k' }, ['--targets', 'many'], 2, /--targets: "many"/],
  ['over its budget', { XAI_API_KEY: 'k', DESKHAND_BUDGET_PER_DAY: '0.0000001' }, [], 4, /budget of \$/],
])('%s no call is made', async (_, env, flags, exit, message) => {
  await using folder = await tempFolder();
  const server = await fake({ key: 'k', brain: () => ({ text: 'never' }) });
  const all = ['models', 'calibrate', '--base-url', server.url, ...flags];
  const options = { cwd: folder.path, env: { DESKHAND_LEDGER: ':memory:', ...env } };
  const { code, stderr } = await deskhandHere(all, options);
  expect({ code, requests: server.requests.length }, stderr).toEqual({ code: exit, requests: 0 });
  expect(stderr).toMatch(message);
});
