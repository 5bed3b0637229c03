import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createRunFolder } from '../../../src/runs/run-folder.ts';
import { formatMs, formatUsd } from '../../../src/runs/report/format.ts';
import { html } from '../../../src/runs/report/html.ts';
import { renderReport } from '../../../src/runs/report/report.ts';
import { toolRows } from '../../../src/runs/report/tool-table.ts';
import { actionOf, headOf, stepOf, tempFolder } from './support.ts';

const HOSTILE = `</title><script>alert(1)</script>"'><img src=x onerror=alert(2)>&`;
const ended = headOf({ state: 'ended', outcome: 'done', result: 'Sent' });

describe('a report', () => {
  test('shows nothing of what a page, a model or a user has said as markup', () => {
    const action = actionOf({
      name: HOSTILE,
      params: { [HOSTILE]: HOSTILE },
      result: { [HOSTILE]: HOSTILE },
      ok: false,
      error: { code: HOSTILE, message: HOSTILE, hint: HOSTILE },
      target: { role: HOSTILE, name: HOSTILE },
      point: { x: 1, y: 1 },
    });
    const step = stepOf(1, {
      thought: HOSTILE,
      actions: [action],
      model: HOSTILE,
      page: { url: HOSTILE, title: HOSTILE },
    });
    const head = headOf({
      ...ended,
      task: HOSTILE,
      result: HOSTILE,
      answeredBy: [HOSTILE],
      error: { code: HOSTILE, message: HOSTILE },
    });
    const before = { dataUri: 'data:image/jpeg;base64,AAAA', size: { width: 10, height: 10 } };
    const page = renderReport({ head, steps: [{ step, before, zoom: undefined }], last: before });
    expect(page).not.toMatch(/<script|<img|onerror=(?!alert)/);
    expect(page.match(/onerror/g)?.length).toBe(page.match(/&lt;img src=x onerror/g)?.length);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;');
  });

  test('needs nothing but itself: no script, no address but data:, and a policy that says so', () => {
    const page = renderReport({
      head: ended,
      steps: [{ step: stepOf(1), before: undefined, zoom: undefined }],
      last: undefined,
    });
    expect(page).not.toMatch(/<script|https?:\/\/|url\(|@import|<link/);
    expect(page).toContain(`default-src 'none'; img-src data:; style-src 'unsafe-inline'`);
  });

  test('marks the click on the frame before it, in pixels of that frame, and embeds each picture once', async () => {
    await using root = await tempFolder();
    const record = await createRunFolder(root.path, headOf());
    const picture = (background: string) =>
      sharp({ create: { width: 1280, height: 800, channels: 3, background } })
        .jpeg()
        .toBuffer();
    const frame = async (n: number, background: string, zoomed = false) =>
      record.frame(n, { mediaType: 'image/jpeg', data: await picture(background), zoomed });
    await frame(0, 'red');
    await record.step(
      stepOf(1, {
        frame: await frame(1, 'green'),
        actions: [actionOf({ point: { x: 640, y: 400 }, target: { role: 'button', name: 'Save' } })],
      }),
    );
    await record.step(
      stepOf(2, { frame: await frame(2, 'blue', true), actions: [actionOf({ name: 'zoom' })] }),
    );
    await record.step(
      stepOf(3, { actions: [actionOf({ point: { x: 7, y: 9 } }), actionOf({ point: { x: 70, y: 90 } })] }),
    );
    await record.finish(ended);
    const page = await readFile(join(root.path, ended.id, 'report.html'), 'utf8');
    const screens = page.split('<image ').slice(1);
    expect(screens).toHaveLength(5);
    expect(screens[0]).toMatch(/width="1280" height="800"[\s\S]*cx="640" cy="400"/);
    expect(screens[2]).not.toContain('<circle');
    expect(screens[3]).toMatch(/cx="7" cy="9"[\s\S]*cx="70" cy="90"/);
    expect(page).toContain('button “Save”');
    const uris = screens.map((screen) => /href="([^"]+)"/.exec(screen)?.[1]);
    expect(new Set(uris).size).toBe(3);
    expect(page.length).toBeLessThan(400_000);
  });

  test('of a run with a broken or missing picture is still whole', async () => {
    await using root = await tempFolder();
    const record = await createRunFolder(root.path, headOf());
    await record.frame(0, { mediaType: 'image/jpeg', data: Buffer.from('no picture'), zoomed: false });
    await record.step(stepOf(1, { frame: 'frames/gone.jpg' }));
    await record.finish(headOf({ state: 'ended', outcome: 'failed' }));
    const page = await readFile(join(root.path, ended.id, 'report.html'), 'utf8');
    expect(page).toContain('Failed');
    expect(page.trim().endsWith('</html>')).toBe(true);
  });

  test('leads to each step of a longer run, those with an error marked, and tells each part of the time as a share', () => {
    const failed = actionOf({ ok: false, timings: { actMs: 0, settleMs: 0, frameMs: 0 } });
    const steps = [1, 2, 3, 4].map((number) => ({
      step: stepOf(number, number === 3 ? { actions: [failed] } : {}),
      before: undefined,
      zoom: undefined,
    }));
    const page = renderReport({ head: headOf(ended), steps, last: undefined });
    const links = [...page.matchAll(/<a class="(good|bad)" href="#(step-\d)"/g)].map(([, kind, to]) => [
      kind,
      to,
    ]);
    expect(links).toEqual([
      ['good', 'step-1'],
      ['good', 'step-2'],
      ['bad', 'step-3'],
      ['good', 'step-4'],
    ]);
    for (const [, to] of links) expect(page).toContain(`id="${to}"`);
    expect(page).toContain('model 3.6 s (95 %)');
    expect(page).toContain('settle 180 ms (5 %)');
    // Without a picture a step takes the whole width.
    expect(page.match(/class="step( bad)? bare"/g)).toHaveLength(4);
    expect(renderReport({ head: headOf(ended), steps: steps.slice(0, 3), last: undefined })).not.toContain(
      '<nav',
    );
  });

  test('of a run without steps says so much', () => {
    const page = renderReport({
      head: headOf({ state: 'ended', outcome: 'failed', error: { code: 'bad_key', message: 'Refused' } }),
      steps: [],
      last: undefined,
    });
    expect(page).toContain('bad_key');
    expect(page).not.toContain('NaN');
  });

  test('tells a playbook run what it would have cost', () => {
    const page = renderReport({
      head: headOf({ ...ended, model: 'playbook', answeredBy: ['playbook'], estimatedUsd: 0.0123 }),
      steps: [],
      last: undefined,
    });
    expect(page).toContain('about $0.0123');
    expect(page).not.toContain('playbook → playbook');
  });
});

describe('the table of tools', () => {
  test('counts calls, errors and time of each', () => {
    const rows = toolRows([
      stepOf(1, {
        actions: [actionOf(), actionOf({ ok: false, timings: { actMs: 0, settleMs: 0, frameMs: 0 } })],
      }),
      stepOf(2, {
        actions: [actionOf({ name: 'type', timings: { actMs: 30, settleMs: 0, frameMs: 0 } }), actionOf()],
      }),
    ]);
    expect(rows).toEqual([
      { name: 'click', calls: 3, errors: 1, totalMs: 130, medianMs: 65 },
      { name: 'type', calls: 1, errors: 0, totalMs: 30, medianMs: 30 },
    ]);
  });
});

describe('formats', () => {
  test.each([
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.00126, '$0.0013'],
    [1.5, '$1.50'],
  ])('%d dollars are %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  test.each([
    [8.4, '8 ms'],
    [12_340, '12.3 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms are %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  test('html escapes what is put into it and keeps what is html', () => {
    expect(String(html`<p title="${'"'}">${['<', html`<b>${1}</b>`]}${undefined}</p>`)).toBe(
      '<p title="&quot;">&lt;<b>1</b></p>',
    );
  });
});

describe('marks on a frame', () => {
  const frame = { dataUri: 'data:image/jpeg;base64,AAAA', size: { width: 1280, height: 800 } };
  const card = { point: { x: 100, y: 200 }, target: { role: 'draggable', name: 'Card' } };
  const column = { point: { x: 700, y: 300 }, target: { role: 'group', name: 'Done' } };
  const page = (action: ReturnType<typeof actionOf>): string =>
    renderReport({
      head: ended,
      steps: [{ step: stepOf(1, { actions: [action] }), before: frame, zoom: undefined }],
      last: undefined,
    });

  test('a drag is a line from where it began to where it ended', () => {
    const text = page(actionOf({ name: 'drag', ...card, end: column }));
    expect(text).toContain('d="M100 200L700 300"');
    expect(text).toContain('drag draggable “Card” → group “Done”');
  });

  test('each action of a batch has its own ring, numbered', () => {
    const parts = [
      { name: 'click', params: {}, ...card },
      { name: 'key', params: { keys: 'a' } },
      { name: 'click', params: {}, ...column },
    ];
    const text = page(actionOf({ name: 'batch', parts }));
    expect(text.match(/class="core"/g)).toHaveLength(2);
    expect(text).toMatch(/>1<\/text>/);
    expect(text).toMatch(/>3<\/text>/);
    expect(text).toContain('<b>group “Done”</b>');
    expect(text.match(/<ol class="parts">/g)).toHaveLength(1);
  });
});

test('tokens of each step are stacked: cached, fresh, answer; more cached than prompt is no negative bar', () => {
  const steps = [stepOf(1, { usage: { input: 560, cached: 1020, output: 8, reasoning: 0 } }), stepOf(2)].map(
    (step) => ({
      step,
      before: undefined,
      zoom: undefined,
    }),
  );
  const text = renderReport({ head: ended, steps, last: undefined });
  expect(text).toContain('Step 1: cached 560');
  expect(text).toContain('Step 1: fresh 0');
  expect(text).toContain('Step 2: fresh 1,000');
  expect(text).not.toMatch(/height="-|NaN/);
});

test('a record that is finished in a hurry has its report, with the pictures as they are', async () => {
  await using root = await tempFolder();
  const record = await createRunFolder(root.path, headOf());
  const data = await sharp({ create: { width: 1280, height: 800, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  await record.frame(0, { mediaType: 'image/png', data, zoomed: false });
  await record.step(stepOf(1));
  await record.finish(ended, { isHurried: true });
  const text = await readFile(join(root.path, ended.id, 'report.html'), 'utf8');
  expect(text).toContain(`data:image/png;base64,${data.toString('base64')}`);
});
