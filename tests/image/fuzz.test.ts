import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIALECTS } from '../../src/actions/dialects/registry.ts';
import { createTable } from '../../src/actions/table.ts';
import { startDesktop } from './support/desktop.ts';
import { heldInput } from './support/held-input.ts';

const BODIES = 10_000;
/** Calls under way at once: they queue at the input lock, as those of careless clients would. */
const PARALLEL = 25;

const table = createTable();
// What takes long by what it is asked for is kept short; the rest is as it comes. The page takes what is pasted.
const PAGE = 'data:text/html,<textarea autofocus style="width:100%;height:90vh">';
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  ms: [0, 1, 5, -1, 1e9],
  hold_ms: [0, 3, -1, 1e9],
  timeout_ms: [0, 5, -1, 1e9],
  url: [PAGE, `${PAGE}x`, 'nonsense', '', 'file:///etc/passwd'],
  open: ['about:blank', ''],
};
// Many open tabs would measure the browser, and what holds on purpose would hide what is held by mistake.
const LEFT_OUT = new Set(['tabs', 'launch', 'key_down', 'mouse_down']);

const anyNumber = fc.oneof(fc.integer({ min: -5, max: 1400 }), fc.double(), fc.constantFrom(0, 1e308, -0));
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('ctrl', 'ctrl+a', 'e1', 'left', 'constructor', '__proto__'),
);
const anyValue = fc.oneof(
  anyNumber,
  anyText,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.object({ maxDepth: 1 }), { maxLength: 3 }),
  fc.object({ maxDepth: 2 }),
);

/** Loading pages takes the browser 100 times as long as input takes us, and a paste that nothing takes is waited for. */
const SLOW = new Set(['goto', 'back', 'forward', 'reload', 'paste']);
const actions = table.list().filter(({ name }) => !LEFT_OUT.has(name));

/** A call of an action: fields that fit by name, values that may or may not. */
const actionCall = fc
  .oneof(
    { weight: 200, arbitrary: fc.constantFrom(...actions.filter(({ name }) => !SLOW.has(name))) },
    { weight: 1, arbitrary: fc.constantFrom(...actions.filter(({ name }) => SLOW.has(name))) },
  )
  .chain((action) => {
    const fields = Object.keys(action.schema.shape).map((name) => {
      const special = FIELDS[name];
      return [
        name,
        fc.option(special === undefined ? anyValue : fc.constantFrom(...special), { nil: undefined }),
      ] as const;
    });
    return fc.record({ action: fc.constant(action.name), ...Object.fromEntries(fields) });
  });

const observe = fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'now', 'later');
const request = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      path: fc.constant('/v1/actions'),
      body: fc.tuple(actionCall, observe).map(([call, when]) => JSON.stringify({ ...call, observe: when })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: fc.constant('/v1/actions'),
      body: fc.oneof(fc.json(), fc.string({ maxLength: 40 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path: fc.constantFrom(...DIALECTS.map(({ name }) => `/v1/dialects/${name}`)),
      body: fc.json(),
    }),
  },
);

test(`${BODIES} bodies at random wedge nothing, stop nothing and leave nothing down`, async () => {
  await using desktop = await startDesktop();
  const pid = await desktop.run('pgrep', '-o', '-f', 'runner.mjs');
  await desktop.client.perform({ action: 'goto', url: PAGE });
  const bodies = fc.sample(request, BODIES);
  const statuses = new Map<number, number>();
  const bad: string[] = [];
  const client = async () => {
    for (let next = bodies.pop(); next !== undefined; next = bodies.pop()) {
      const response = await fetch(desktop.url + next.path, {
        method: 'POST',
        headers: { authorization: `Bearer ${desktop.token}`, 'content-type': 'application/json' },
        body: next.body,
      });
      const answer = (await response.json()) as { error?: { code?: string; message?: string } };
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status >= 500 && response.status !== 504)
        bad.push(`${next.path} ${next.body} → ${JSON.stringify(answer)}`);
      if (response.status !== 200 && (answer.error?.message ?? '') === '')
        bad.push(`${next.body} has no message`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, client));
  expect(bad.slice(0, 5)).toEqual([]);
  // Both kinds were there in numbers, or the test would show nothing.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(BODIES / 20);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(BODIES / 5);

  // Input has its turn at once, by the same process, and nothing is down as another client of the X server sees it.
  await desktop.client.perform({ action: 'move', x: 5, y: 6 }, { observe: 'none' });
  expect(await desktop.run('xdotool', 'getmouselocation')).toContain('x:5 y:6 ');
  expect(await desktop.run('pgrep', '-o', '-f', 'runner.mjs')).toBe(pid);
  expect((await desktop.client.health()).status).toBe('ok');
  expect(await heldInput(desktop)).toEqual({ keys: [], mask: 0 });
}, 120_000);
