import type { TaskDeps } from '../agent/tasks.ts';
import { openBook } from '../ledger/book.ts';
import { keyName } from '../ledger/key-name.ts';
import { remoteGate } from '../ledger/remote-gate.ts';
import { SharedGate } from '../ledger/shared-gate.ts';
import { usdToTicks } from '../models/pricing.ts';
import type { SettingValues } from './settings/schema.ts';

/** The gate of each run: the one that its task names, else this desktop's own over its ledger. Throws `not_ready` when that cannot be opened. */
export function openGates(ledger: string, values: SettingValues): NonNullable<TaskDeps['gateFor']> {
  const book = openBook(ledger);
  const budgets = {
    day: ticks(values.DESKHAND_BUDGET_PER_DAY),
    key: ticks(values.DESKHAND_BUDGET_PER_KEY),
  };
  return ({ apiKey, run, task, gate }) =>
    gate === undefined
      ? new SharedGate({ book, key: keyName(apiKey), budgets, run, task })
      : remoteGate(gate);
}

function ticks(usd: number | undefined): number | undefined {
  return usd === undefined ? undefined : usdToTicks(usd);
}
