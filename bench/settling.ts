import { setTimeout as sleep } from 'node:timers/promises';
import type { DesktopClient } from '../src/client/client.ts';
import type { Behaviour } from '../tests/fixtures/behaviours/behaviour.ts';
import { serveBehaviours } from '../tests/fixtures/behaviours/server.ts';
import type { BehaviourSite } from '../tests/fixtures/behaviours/server.ts';
import { ENDING } from '../tests/fixtures/behaviours/site.ts';
import { runBehaviour } from '../tests/image/support/behaviour-run.ts';
import type { ActAndLook, BehaviourRun } from '../tests/image/support/behaviour-run.ts';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

/** The sleeps with which others wait between acting and looking, in ms. */
const SLEEPS = [500, 1000, 2000];
/** Every fourth page is enough for what a sleep does, and the bench has minutes only. */
const SLEEP_EVERY = 4;

/**
 * The site of behaviours (tests/fixtures/behaviours): whether the frame after each action is the page's last one, and how
 * long after the page's final state the reply comes; the same for fixed sleeps, over a part of the pages.
 */
export async function measureSettling(
  client: DesktopClient,
  rounds: number,
): Promise<readonly Measurement[]> {
  await using site = await serveBehaviours();
  const settled = await runAll(client, site, ENDING, rounds);
  const some = ENDING.filter(({ dialog }) => dialog !== true).filter((_, i) => i % SLEEP_EVERY === 0);
  const measurements = report(`settled observation, ${ENDING.length} kinds of pages`, settled, false);
  for (const ms of SLEEPS) {
    const slept = await runAll(client, site, some, 1, sleepThenLook(ms));
    measurements.push(
      ...report(`sleep ${ms / 1000} s, then look, ${some.length} of these pages`, slept, true),
    );
  }
  return measurements;
}

async function runAll(
  client: DesktopClient,
  site: BehaviourSite,
  behaviours: readonly Behaviour[],
  rounds: number,
  act?: ActAndLook,
): Promise<readonly BehaviourRun[]> {
  const runs: BehaviourRun[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const behaviour of behaviours) {
      const way = act === undefined ? '' : ' (sleep)';
      const run = await runBehaviour(client, site, behaviour, true, act).catch((error: unknown) => {
        throw new Error(`${behaviour.name}${way}`, { cause: error });
      });
      runs.push(run);
      if (!run.final) process.stderr.write(`  early: ${behaviour.name}${way}\n`);
    }
  }
  return runs;
}

function sleepThenLook(ms: number): ActAndLook {
  return async (client, call) => {
    await client.perform(call, { observe: 'none' });
    await sleep(ms);
    const { data } = await client.screenshot();
    return { picture: data, settled: false, settleMs: ms, hasDialog: false };
  };
}

function report(name: string, runs: readonly BehaviourRun[], peer: boolean): Measurement[] {
  const over = runs.flatMap(({ overMs }) => (overMs === undefined ? [] : [overMs]));
  const final = (100 * runs.filter((run) => run.final).length) / runs.length;
  return [
    {
      name: `${name}: from the page's final state to the reply`,
      unit: 'ms',
      summary: summarise(over),
      ...(peer ? { peer } : { target: { atMost: 100 } }),
    },
    {
      name: '… whose frame was the final one',
      unit: '%',
      summary: { ...summarise([final]), n: runs.length },
      ...(peer ? { peer } : { target: { atLeast: 99 } }),
    },
  ];
}
