import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { FakeXai } from '../fixtures/fake-xai/index.ts';
import { clickAt, finish, scriptBrain, typeInto } from '../fixtures/fake-xai/index.ts';
import { deskhand } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import { useTaskDesktop } from './support/task-desktop.ts';

const desktop = useTaskDesktop('recordtest');

function run(args: readonly string[], server?: FakeXai): Promise<Ended> {
  const all = ['run', ...args, '--desktop', desktop.name, '--runs', desktop.folder, '--json'];
  const key = server === undefined ? {} : { XAI_API_KEY: server.key, XAI_BASE_URL: server.url };
  const ledger = { DESKHAND_LEDGER: join(desktop.folder, 'ledger.db') };
  return deskhand(all, { env: { XAI_API_KEY: '', XAI_API_KEY_FILE: '', ...ledger, ...key } });
}

/** What the desktop says in its metrics that models have cost. */
async function dollarsCounted(): Promise<number> {
  const { stdout } = await deskhand(['up', desktop.name, '--image', inject('image'), '--json']);
  const { url, token } = JSON.parse(stdout) as { url: string; token: string };
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await answer.text()).matchAll(/^deskhand_cost_dollars_total\{.*\} (\S+)$/gm);
  return [...lines].reduce((sum, [, dollars]) => sum + Number(dollars), 0);
}

const BOARD = `<title>Board</title><style>div{width:160px;height:90px;margin:30px;display:inline-block;background:#cde}</style>
<div id="card" draggable="true" role="button" aria-label="Card A" ondragstart="event.dataTransfer.setData('text/plain','A')">Card A</div>
<div id="done" role="button" aria-label="Done column" tabindex="0" ondragover="event.preventDefault()" ondrop="event.preventDefault(); record('dropped', {})">Done</div>
<p><label>Note <input id="note"></label> <button onclick="record('saved', { note: note.value })">Save note</button></p>`;

describe('a recorded run', () => {
  test('with a batch and a drag by refs replays without a model and without a cent', async () => {
    const url = desktop.pages.page('/board', BOARD);
    const server = await desktop.fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'goto', args: { url } }] }),
        (screen) => ({
          calls: [
            {
              name: 'batch',
              args: {
                actions: [
                  { action: 'type', ref: screen.find('Note').ref, text: 'Zoë' },
                  { action: 'click', ref: screen.find('Save note').ref },
                ],
              },
            },
          ],
        }),
        (screen) => ({
          calls: [
            {
              name: 'drag',
              args: { from_ref: screen.find('Card A').ref, to_ref: screen.find('Done column').ref },
            },
          ],
        }),
        () => finish('moved'),
      ]),
    });
    desktop.pages.clear();
    const file = join(desktop.folder, 'moved.yaml');
    const first = await run(['Move the card', '--record', file], server);
    expect(first.exitCode, first.stderr).toBe(0);
    await desktop.pages.event((event) => event.type === 'dropped', 'the first drop');
    expect(await readFile(file, 'utf8')).not.toContain('Left out');
    desktop.pages.clear();
    const again = await run([file]);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'done', cost_usd: 0 });
    await desktop.pages.event((event) => event['note'] === 'Zoë', 'the second note');
    await desktop.pages.event((event) => event.type === 'dropped', 'the second drop');
  });

  test('is healed after the page was changed, and the file is repaired', async () => {
    const url = desktop.pages.page('/changed', BOARD.replaceAll('Save note', 'Keep it'));
    const file = join(desktop.folder, 'heal.yaml');
    await writeFile(file, `name: Note # mine\nsteps:\n  - goto: ${url}\n  - click: Save note\n`);
    const server = await desktop.fake({
      brain: ({ screen }) => ({
        calls: [{ name: 'choose', args: { ref: screen?.find('Keep it', 'button').ref ?? '' } }],
      }),
    });
    desktop.pages.clear();
    const before = await dollarsCounted();
    const healed = await run([file, '--heal'], server);
    expect(healed.exitCode, healed.stderr).toBe(0);
    const { cost_usd: cost } = JSON.parse(healed.stdout) as { cost_usd: number };
    expect(cost).toBeGreaterThan(0);
    // The run's own desktop knows what its repair has cost.
    expect((await dollarsCounted()) - before).toBeCloseTo(cost, 9);
    await desktop.pages.event((event) => event.type === 'saved', 'the click on the renamed button');
    const repaired = await readFile(file, 'utf8');
    expect(repaired).toContain('Keep it');
    expect(repaired).toContain('# mine');
    expect((await run([file])).exitCode).toBe(0);
  });
});

describe('the report', () => {
  test('is a page that the desktop’s own browser shows: pictures, marks at the clicks, enlarging, no error', async () => {
    const url = desktop.pages.page('/board', BOARD);
    const server = await desktop.fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'goto', args: { url } }] }),
        (screen) => typeInto(screen, 'Note', 'for the report'),
        (screen) => clickAt(screen, 'Save note'),
        () => finish('Saved.'),
      ]),
    });
    const { stdout } = await run(['Save a note'], server);
    const { id } = JSON.parse(stdout) as { id: string };
    const report = await readFile(join(desktop.folder, id, 'report.html'), 'utf8');
    const probe = `<script>addEventListener('load', () => {
      const images = [...document.querySelectorAll('svg image')];
      const rings = [...document.querySelectorAll('.ring .core')].map((core) => {
        const box = core.getBoundingClientRect(); const svg = core.ownerSVGElement.getBoundingClientRect();
        return { x: (box.x + box.width / 2 - svg.x) / svg.width, y: (box.y + box.height / 2 - svg.y) / svg.height };
      });
      record('shown', {
        images: images.length, seen: images.every((image) => image.getBoundingClientRect().width > 300),
        charts: document.querySelectorAll('figure svg').length, rings,
        wide: document.documentElement.scrollWidth > innerWidth, title: document.title, steps: document.querySelectorAll('.step').length,
      });
      document.querySelector('.frame label').addEventListener('click', () => requestAnimationFrame(() =>
        record('enlarged', { height: document.querySelector('.frame svg').getBoundingClientRect().height })));
    });</script>`;
    // Its policy forbids scripts; the test looks at the very same page without it.
    const page = desktop.pages.page(
      '/report',
      report.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '') + probe,
    );
    desktop.pages.clear();
    const opened = await deskhand(['do', 'goto', `url=${page}`, '--desktop', desktop.name, '--json']);
    expect(opened.exitCode, opened.stderr + opened.stdout).toBe(0);
    const shown = await desktop.pages.event((event) => event.type === 'shown', 'the report');
    expect(shown).toMatchObject({ seen: true, wide: false, charts: 3, steps: 4 });
    expect(Number(shown['images'])).toBeGreaterThan(2);
    const lines = (await readFile(join(desktop.folder, id, 'steps.jsonl'), 'utf8')).trim().split('\n');
    const points = lines
      .flatMap((line) => (JSON.parse(line) as { actions: { point?: { x: number; y: number } }[] }).actions)
      .flatMap(({ point }) => (point === undefined ? [] : [{ x: point.x / 1280, y: point.y / 800 }]));
    const rings = shown['rings'] as { x: number; y: number }[];
    expect(rings).toHaveLength(points.length);
    for (const [i, ring] of rings.entries()) {
      expect(ring.x).toBeCloseTo(points[i]?.x ?? -1, 2);
      expect(ring.y).toBeCloseTo(points[i]?.y ?? -1, 2);
    }
  });

  test('of a run that docker stop has cut is there, and the stop is quick', async () => {
    await using own = await startDesktop();
    let asked = 0;
    const server = await desktop.fake({
      brain: () => ({ calls: [{ name: 'move', args: { x: (asked += 7), y: 9 } }] }),
      faults: (n) => (n === 12 ? 'hang' : undefined),
    });
    const base = server.url.replace('0.0.0.0', 'host.docker.internal');
    const { id } = await own.client.tasks.submit({
      task: 'Go on and on',
      api_key: server.key,
      base_url: base,
    });
    await expect.poll(() => server.requests.length, { timeout: 60_000 }).toBe(13);
    const from = performance.now();
    await own.container.restart({ timeout: 10_000 });
    expect(performance.now() - from).toBeLessThan(15_000);
    const paths = async (): Promise<readonly string[]> => {
      const files = await own.client.tasks.files(id).catch(() => []);
      return files.map(({ path }) => path);
    };
    await expect.poll(paths, { timeout: 20_000 }).toContain('report.html');
    const report = await own.client.tasks.readFile(id, 'report.html');
    expect(Buffer.from(report).toString('utf8')).toContain('Go on and on');
    expect(await own.client.tasks.get(id)).toMatchObject({ state: 'ended', outcome: 'cancelled' });
  });
});

test('a question is answered and a run paused and resumed from another terminal', async () => {
  const server = await desktop.fake({
    brain: scriptBrain([
      () => ({ calls: [{ name: 'ask_user', args: { question: 'Which code?' } }] }),
      (_, { messages }) => finish(JSON.stringify(messages).includes('4711') ? 'with the code' : 'without'),
    ]),
  });
  const running = run(['Ask for the code', '--interactive'], server);
  const task = (...args: string[]) => deskhand(['task', ...args, '--desktop', desktop.name, '--json']);
  await expect
    .poll(async () => (JSON.parse((await task('show')).stdout) as { question?: string }).question, {
      timeout: 30_000,
    })
    .toBe('Which code?');
  expect(JSON.parse((await task('pause')).stdout)).toMatchObject({ state: 'paused' });
  expect(JSON.parse((await task('answer', '4711')).stdout)).toMatchObject({
    id: expect.any(String) as string,
  });
  expect(JSON.parse((await task('resume')).stdout)).toMatchObject({ state: 'running' });
  const { exitCode, stdout, stderr } = await running;
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ result: 'with the code' });
});
