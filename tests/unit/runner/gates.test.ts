import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBook } from '../../../src/ledger/book.ts';
import { GateMeter } from '../../../src/ledger/gate-meter.ts';
import { summarise, totalOf } from '../../../src/ledger/summary.ts';
import { openGates } from '../../../src/runner/gates.ts';
import { paid, planned, quiet } from '../ledger/support/world.ts';
import { tempFolder } from '../runs/support.ts';

const key = { apiKey: 'xai-key', run: 'run-1', task: 'Task' };
const budget = { DESKHAND_BUDGET_PER_DAY: 0.0003, DESKHAND_BUDGET_PER_KEY: undefined };

test('a budget holds though a program of the desktop empties the ledger', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'ledger.db');
  const gate = openGates(path, budget, new GateMeter())(key);
  await (await gate.enter(planned(), ...quiet)).answered(paid(), {});
  await (await gate.enter(planned(), ...quiet)).answered(paid(), {});
  {
    using other = openBook(path);
    other.db.exec('DELETE FROM calls; DELETE FROM holds;');
  }
  await (await gate.enter(planned(), ...quiet)).answered(paid(), {});
  await expect(gate.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'limit_reached' });
});

test('what the ledger held at the start counts, and everything new is in it for the next start', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'ledger.db');
  const before = openGates(path, budget, new GateMeter())(key);
  await (await before.enter(planned(), ...quiet)).answered(paid(2_500_000), {});
  const after = openGates(path, budget, new GateMeter())(key);
  await expect(after.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'limit_reached' });
  using book = openBook(path);
  expect(totalOf(summarise(book, 'run'))).toMatchObject({ calls: 1, ticks: 2_500_000 });
});

test('no call is made once the ledger is no ledger any more', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'ledger.db');
  const meter = new GateMeter();
  const gate = openGates(path, budget, meter)(key);
  await (await gate.enter(planned(), ...quiet)).answered(paid(), {});
  {
    using other = openBook(path);
    other.db.exec('DROP TABLE calls');
  }
  await expect(gate.enter(planned(), ...quiet)).rejects.toMatchObject({ code: 'not_ready' });
  expect(meter.counts).toMatchObject({ calls: 1, waiting: 0, refused: 0 });
});
