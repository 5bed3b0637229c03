import type { TaskDeps } from '../agent/tasks.ts';
import { openBook } from '../ledger/book.ts';
import type { GateMeter } from '../ledger/gate-meter.ts';
import { bothGates, copyOfBook } from '../ledger/guarded-gate.ts';
import { keyName } from '../ledger/key-name.ts';
import { remoteGate } from '../ledger/remote-gate.ts';
import { SharedGate } from '../ledger/shared-gate.ts';
import { usdToTicks } from '../models/pricing.ts';
import type { SettingValues } from './settings/schema.ts';

/**
 * The gate of each run: the one that its task names, else this desktop's own. That one keeps its sums twice, in the ledger's
 * file and in memory: programs of the desktop could rewrite the file, and with it the budget. Throws `not_ready` when the file
 * cannot be opened.
 */
export function openGates(
  ledger: string,
  values: Pick<SettingValues, 'DESKHAND_BUDGET_PER_DAY' | 'DESKHAND_BUDGET_PER_KEY'>,
  meter: GateMeter,
): NonNullable<TaskDeps['gateFor']> {
  const book = openBook(ledger);
  const memory = copyOfBook(ledger);
  const budgets = {
    day: ticks(values.DESKHAND_BUDGET_PER_DAY),
    key: ticks(values.DESKHAND_BUDGET_PER_KEY),
  };
  return ({ apiKey, run, task, gate }) => {
    if (gate !== undefined) return meter.watch(remoteGate(gate, run));
    const common = { key: keyName(apiKey), budgets, run, task };
    return meter.watch(
      bothGates(new SharedGate({ book: memory, ...common }), new SharedGate({ book, ...common })),
    );
  };
}

function ticks(usd: number | undefined): number | undefined {
  return usd === undefined ? undefined : usdToTicks(usd);
}
