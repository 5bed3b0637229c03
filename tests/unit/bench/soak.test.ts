import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judge } from '../../../bench/soak/flatness.ts';
import { parseSample } from '../../../bench/soak/sample.ts';
import { judgeSamples, lastingZombies } from '../../../bench/soak/series.ts';
import { textTable } from '../../../bench/soak/table.ts';
import { soakBlock, writePage } from '../../../bench/soak/write.ts';

const TOLERANCE = { absolute: 10, relative: 0.1 };

/** A point every ten seconds. */
function points(n: number, value: (i: number) => number) {
  return Array.from({ length: n }, (_, i) => ({ at: i * 10, value: value(i) }));
}

describe('flatness', () => {
  test('a steady leak is found, whatever noise lies over it', () => {
    const leak = judge(
      points(100, (i) => 200 + i + (i % 7) * 5),
      0,
      TOLERANCE,
    );
    expect(leak.isFlat).toBe(false);
    expect(leak.growth).toBeGreaterThan(90);
    expect(leak.growth).toBeLessThan(110);
    expect(leak.perHour).toBeCloseTo((leak.growth / 990) * 3600);
  });

  test('noise, a few peaks, a saw tooth and shrinking are flat', () => {
    for (const value of [
      (i: number) => 200 + (i % 7) * 5,
      (i: number) => (i % 12 === 0 ? 900 : 200),
      (i: number) => 200 + (i % 20) * 4,
      (i: number) => 400 - i,
    ])
      expect(judge(points(100, value), 0, TOLERANCE).isFlat).toBe(true);
  });

  test('what grows in the warm-up only is flat', () => {
    const series = points(100, (i) => Math.min(i, 30) * 10);
    expect(judge(series, 0, TOLERANCE).max).toBe(300);
    expect(judge(series, 300, TOLERANCE)).toMatchObject({ growth: 0, isFlat: true, median: 300 });
  });

  test('too few points are refused', () => {
    expect(() =>
      judge(
        points(20, () => 1),
        150,
        TOLERANCE,
      ),
    ).toThrow('too few to judge');
  });
});

const TEXT = `cgroup 225000000
process 1 0 S 100000 0 tini
process 7 1 S 50000000 0 MainThread
process 25 7 S 90000000 172 chromium
process 96 33 S 40000000 27 chromium
process 97 33 Z 0 0 sh
process 200 0 S 1 1 sh
`;
const METRICS = `deskhand_runner_process_max_fds 8192
derived 1
deskhand_runner_process_open_fds 30
deskhand_runner_nodejs_heap_space_size_used_bytes{space="new"} 1
deskhand_runner_nodejs_heap_space_size_used_bytes{space="old"} 12000000
`;

test('a sample names the processes and leaves out what looked', () => {
  const { memory, oldObjects, processes } = parseSample(TEXT, METRICS);
  expect([memory, oldObjects]).toEqual([225_000_000, 12_000_000]);
  expect(processes.map(({ name, files }) => [name, files])).toEqual([
    ['tini', 0],
    ['runner', 30],
    ['chromium', 172],
    ['chromium', 27],
    ['sh', 0],
  ]);
  expect(() => parseSample('process 1 0 S 1 1 tini\n', METRICS)).toThrow('memory.stat');
  expect(() => parseSample(TEXT, '')).toThrow('process_open_fds');
});

test('a zombie counts when it is there twice, and growing files are told from flat memory', () => {
  const samples = Array.from({ length: 10 }, (_, i) => {
    const sample = parseSample(TEXT.replace(' 172 ', ` ${172 + i * 10} `), METRICS);
    const processes = i === 4 ? sample.processes : sample.processes.filter(({ isZombie }) => !isZombie);
    return { ...sample, processes, at: i * 10 };
  });
  expect(lastingZombies(samples)).toEqual([]);
  expect(lastingZombies([...samples.slice(0, 5), { ...parseSample(TEXT, METRICS), at: 50 }])).toEqual([
    'sh (97)',
  ]);
  const verdicts = judgeSamples(samples, 0).map(({ name, verdict }) => [name, verdict.isFlat]);
  expect(verdicts).toContainEqual(['open files of chromium', false]);
  expect(verdicts).toContainEqual(['open files of runner', true]);
  expect(verdicts).toContainEqual(['old objects of runner', true]);
  expect(verdicts).toContainEqual(['memory of the container', true]);
  expect(verdicts).toContainEqual(['processes', true]);
});

describe('what a soak tells', () => {
  const verdict = { median: 200, max: 240.04, growth: 31.26, perHour: 89.3, allowed: 20, isFlat: false };
  const series = [
    { name: 'memory of runner', unit: 'MB', points: [], verdict },
    { name: 'open files', unit: '', points: [], verdict: { ...verdict, isFlat: true } },
  ] as const;
  const machine = { cpu: 'Some CPU $1', cores: 2, memoryGiB: 8, kernel: '6.1', engine: '28.0' };
  const at = '2026-01-02T03:04:05.000Z';
  const soak = { minutes: 30, rounds: 99, at, machine, series, zombies: ['sh (7)'] };

  test('has every quantity with its bound and its verdict, and the zombies', () => {
    const block = soakBlock(soak);
    expect(block).toContain('on 2026-01-02: 99 rounds in 30 minutes on Some CPU $1, 2 cores, kernel 6.1.');
    expect(block).toContain(
      '| memory of runner | 200.0 MB | 240.0 MB | 31.3 MB | 20.0 MB | 89.3 MB | **grows** |',
    );
    expect(block).toContain('| open files | 200.0 | 240.0 | 31.3 | 20.0 | 89.3 | flat |');
    expect(block).toContain('Lasting zombies: sh (7).');
    expect(soakBlock({ ...soak, zombies: [] })).toContain('Lasting zombies: none.');
  });

  test('is written between the marks of its page, again and again, and a page without them is refused', async () => {
    const root = await mkdtemp(join(tmpdir(), 'deskhand-soak-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const page = join(root, 'docs/operations.md');
    await mkdir(join(root, 'docs'));
    await writeFile(page, 'before\n<!-- soak -->old<!-- /soak -->\nafter\n');
    await writePage(soak, root);
    await writePage({ ...soak, rounds: 7 }, root);
    const text = `before\n<!-- soak -->\n\n${soakBlock({ ...soak, rounds: 7 })}\n\n<!-- /soak -->\nafter\n`;
    expect(await readFile(page, 'utf8')).toBe(text);
    await writeFile(page, 'before\nafter\n');
    await expect(writePage(soak, root)).rejects.toThrow('soak');
  });

  test('names the bounds beside the numbers', () => {
    expect(textTable(series)).toMatch(/GROWS[^]*flat[^]*5 %[^]*lasting zombies/);
  });
});
