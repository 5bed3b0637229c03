import { describe, expect, test } from 'vitest';
import { grown, over, readBudget, recorded, weigh, weighStart } from '../../../scripts/budget.ts';
import type { Budget, Weighed } from '../../../scripts/budget.ts';

const MB = 1e6;
const BUDGET: Budget = {
  total: { uncompressed: 100, gzip: 40, zstd: 30 },
  layers: { root: 30, app: 5 },
  source_change: { layers: ['app'], gzip: 5 },
  start: { acts: 1, painted: 1 },
  packages: { chromium: 50, node: 20 },
};
const SIZE: Weighed = {
  uncompressed: 99 * MB,
  gzip: 33 * MB,
  zstd: 30 * MB,
  layers: [29 * MB, 4 * MB],
  packages: [
    { name: 'chromium', bytes: 50.05 * MB },
    { name: 'node', bytes: 19 * MB },
  ],
};

describe('an image', () => {
  test('that keeps to its budget is not over anything', () => {
    expect(over(weigh(SIZE, BUDGET))).toEqual([]);
  });

  test.each([
    ['the whole', { uncompressed: 100.02 * MB }, ['uncompressed']],
    ['what is pushed', { gzip: 41 * MB }, ['gzip']],
    ['one layer', { layers: [31 * MB, 4 * MB] }, ['layer root, gzip']],
    ['our code', { layers: [29 * MB, 6 * MB] }, ['layer app, gzip', 'pushed after a source change, gzip']],
  ])('of which %s is too big is told so', (_, change, expected) => {
    const found = over(weigh({ ...SIZE, ...change }, BUDGET));
    expect(found.map(({ name }) => name)).toEqual(expected);
  });

  test('with other layers than the budget names is refused', () => {
    expect(() => weigh({ ...SIZE, layers: [1, 2, 3] }, BUDGET)).toThrow(/3 layers and the budget names 2/);
  });
});

test('what grew is told by package, the most first; what is new too, what shrank not', () => {
  const packages = [...SIZE.packages, { name: 'new', bytes: 3 * MB }, { name: 'node', bytes: 22 * MB }];
  expect(grown(packages, BUDGET.packages)).toEqual([
    { name: 'new', is: 3, may: 0 },
    { name: 'node', is: 22, may: 20 },
  ]);
});

test('what is recorded leaves nothing to have grown', () => {
  const packages = [...SIZE.packages, { name: 'small', bytes: 1000 }];
  expect(grown(packages, recorded(packages))).toEqual([]);
  expect(Object.keys(recorded(packages))).toEqual(['chromium', 'node']);
});

test('a start is held against a bare one, so that a slow machine is no fault and a slow start is', () => {
  const limits = { acts: 2, painted: 3 };
  const verdict = (times: Parameters<typeof weighStart>[0]) =>
    weighStart(times, limits).map(({ is, may }) => is > may);
  expect(verdict({ bare: 300, acts: 550, painted: 800 })).toEqual([false, false]);
  expect(verdict({ bare: 3000, acts: 5500, painted: 8000 })).toEqual([false, false]);
  expect(verdict({ bare: 300, acts: 650, painted: 800 })).toEqual([true, false]);
  expect(verdict({ bare: 300, acts: 550, painted: 950 })).toEqual([false, true]);
});

test('the repository’s budget can be read, and its parts fit into its whole', async () => {
  const { total, layers, source_change, packages } = await readBudget();
  for (const layer of source_change.layers) expect(Object.keys(layers)).toContain(layer);
  expect(source_change.gzip).toBeLessThanOrEqual(10);
  expect(total.gzip).toBeLessThanOrEqual(280);
  expect(Object.keys(packages)).toContain('chromium');
});
