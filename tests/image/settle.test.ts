import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveBehaviours } from '../fixtures/behaviours/server.ts';
import type { BehaviourSite } from '../fixtures/behaviours/server.ts';
import { ENDING, ENDLESS } from '../fixtures/behaviours/site.ts';
import { runBehaviour } from './support/behaviour-run.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

const ROUNDS = 2;

/** On a machine that is busy with something else a page may miss the cap; one that misses it each time does not settle. */
const AGAIN = { retry: 2 };

let desktop: TestDesktop;
let site: BehaviourSite;

beforeAll(async () => {
  [desktop, site] = await Promise.all([startDesktop(), serveBehaviours()]);
});

afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

const early: string[] = [];
let runs = 0;

test.each(ENDING)('$name comes to rest before the cap', AGAIN, async (behaviour) => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await runBehaviour(desktop.client, site, behaviour);
    runs++;
    if (!run.final) early.push(behaviour.name);
    expect(run.settled).toBe(true);
  }
});

// How many of a hundred are final is measured on a quiet machine, by the bench. A busy one makes a page late now and then;
// one that is early each time is a fault.
test('hardly a frame is not the final one, and no page is early each time', async () => {
  expect(runs).toBeGreaterThanOrEqual(ENDING.length * ROUNDS);
  expect(early.length / runs, `early: ${early.join(', ')}`).toBeLessThanOrEqual(0.05);
  for (const behaviour of ENDING.filter(({ name }) => early.includes(name))) {
    const again = [await runBehaviour(desktop.client, site, behaviour), await runBehaviour(desktop.client, site, behaviour)]; // prettier-ignore
    expect(
      again.some(({ final }) => final),
      behaviour.name,
    ).toBe(true);
  }
});

test.each(ENDLESS)('$name never stops and is settled before the cap', AGAIN, async (behaviour) => {
  const run = await runBehaviour(desktop.client, site, behaviour, false);
  expect(run).toMatchObject({ settled: true, final: true });
});
