import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIALECTS } from '../../src/actions/dialects/registry.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { FUZZ_PAGE, HELD_BUTTONS, HELD_KEYS, holdingCalls, tidyCalls } from './support/fuzz-actions.ts';
import { holdingBodies, outsideBodies, tidyBodies, VERBS } from './support/fuzz-dialects.ts';
import type { DialectBody } from './support/fuzz-dialects.ts';
import { heldInput } from './support/held-input.ts';

const BODIES = 10_000;
/** Bodies of one run: after each run nothing may be down. */
const RUN = 400;
/** Calls under way at once: they queue at the input lock, as those of careless clients would. */
const PARALLEL = 25;

interface Request {
  readonly path: string;
  readonly body: string;
  /** What it counts as when it succeeds. */
  readonly kind: string;
}

const observe = fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'none', 'now', 'later');

function requests(
  calls: fc.Arbitrary<Record<string, unknown>>,
  bodies: fc.Arbitrary<DialectBody>,
): fc.Arbitrary<Request> {
  const action = fc.tuple(calls, observe).map(([call, when]) => ({
    path: '/v1/actions',
    body: JSON.stringify({ ...call, observe: when }),
    kind: String(call['action']),
  }));
  const ofDialect = ({ dialect, verb, body }: DialectBody): Request => ({
    path: `/v1/dialects/${dialect}`,
    body: JSON.stringify(body),
    kind: `${dialect} ${verb}`,
  });
  const nonsense = fc.record({
    path: fc.constantFrom('/v1/actions', ...DIALECTS.map(({ name }) => `/v1/dialects/${name}`)),
    body: fc.oneof(fc.json(), fc.string({ maxLength: 40 })),
    kind: fc.constant('nonsense'),
  });
  return fc.oneof(
    { weight: 180, arbitrary: action },
    // Dialects look after each call, once the screen has settled: that takes longer than all else.
    { weight: 3, arbitrary: bodies.map(ofDialect) },
    { weight: 6, arbitrary: outsideBodies.map(ofDialect) },
    { weight: 11, arbitrary: nonsense },
  );
}

/** Lists of exactly {@link RUN} values that shrink to shorter ones. */
class Runs<T> extends fc.Arbitrary<T[]> {
  readonly #whole: fc.Arbitrary<T[]>;
  readonly #shorter: fc.Arbitrary<T[]>;

  constructor(each: fc.Arbitrary<T>) {
    super();
    this.#whole = fc.array(each, { minLength: RUN, maxLength: RUN });
    this.#shorter = fc.array(each, { minLength: 1, maxLength: RUN });
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T[]> {
    return this.#whole.generate(random, bias);
  }

  override canShrinkWithoutContext(value: unknown): value is T[] {
    return this.#shorter.canShrinkWithoutContext(value);
  }

  override shrink(value: T[], context: unknown): fc.Stream<fc.Value<T[]>> {
    return this.#shorter.shrink(value, context);
  }
}

const runs = fc.oneof(
  fc.record({ requests: new Runs(requests(tidyCalls, tidyBodies)), holds: fc.constant(false) }),
  fc.record({ requests: new Runs(requests(holdingCalls, holdingBodies)), holds: fc.constant(true) }),
);

test(`${BODIES} bodies at random wedge nothing, stop nothing and leave nothing down by mistake`, async () => {
  await using desktop = await startDesktop();
  const pid = await desktop.run('pgrep', '-o', '-f', 'runner.mjs');
  await desktop.client.perform({ action: 'goto', url: FUZZ_PAGE });
  const statuses = new Map<number, number>();
  const succeeded = new Set<string>();
  let sent = 0;
  const property = fc.asyncProperty(runs, async (run) => {
    const left = [...run.requests];
    const client = async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const status = await send(desktop, next);
        sent++;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) succeeded.add(next.kind);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, client));
    if (run.holds) await release(desktop);
    expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
  });
  // A failure tells the seed and the path to it. Shrinking it ends with the time.
  await fc.assert(property, { numRuns: BODIES / RUN, interruptAfterTimeLimit: 105_000 });
  expect(sent).toBe(BODIES);
  // All kinds were there in numbers, or the test would show nothing.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(BODIES / 10);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(BODIES / 5);
  expect([...succeeded]).toEqual(expect.arrayContaining(['batch', 'key_down', 'mouse_down', 'drag', 'type']));
  expect(VERBS.filter((verb) => !succeeded.has(verb)).length).toBeLessThan(VERBS.length / 4);

  // Input has its turn at once, by the same process.
  await desktop.client.perform({ action: 'move', x: 5, y: 6 }, { observe: 'none' });
  expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:5 y:6 ');
  expect(await desktop.run('pgrep', '-o', '-f', 'runner.mjs')).toBe(pid);
  expect((await desktop.client.health()).status).toBe('ok');
}, 120_000);

/** Sends one body and gives the answer's status; throws for an answer that should not be. */
async function send(desktop: TestDesktop, { path, body }: Request): Promise<number> {
  const response = await fetch(desktop.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${desktop.token}`, 'content-type': 'application/json' },
    body,
  });
  const answer = (await response.json()) as { error?: { message?: string } };
  const isFault = response.status >= 500 && response.status !== 504;
  if (isFault || (response.status !== 200 && (answer.error?.message ?? '') === '')) {
    throw new Error(`${path} ${body} → ${response.status} ${JSON.stringify(answer)}`);
  }
  return response.status;
}

/** Lets go of what was held on purpose, each by its name. */
async function release({ client }: TestDesktop): Promise<void> {
  for (const key of HELD_KEYS) await client.perform({ action: 'key_up', key }, { observe: 'none' });
  for (const button of HELD_BUTTONS)
    await client.perform({ action: 'mouse_up', button }, { observe: 'none' });
}
