import { resolve } from 'node:path';
import { openBook } from '../ledger/book.ts';
import type { Book } from '../ledger/book.ts';
import type { Budgets } from '../ledger/budgets.ts';
import { keyName } from '../ledger/key-name.ts';
import { ledgerPath } from '../ledger/location.ts';
import { SharedGate } from '../ledger/shared-gate.ts';
import type { Gate } from '../models/gate.ts';
import { usdToTicks } from '../models/pricing.ts';
import type { Config } from './config-schema.ts';
import type { Context } from './context.ts';

/** This machine's ledger; throws `not_ready` when it cannot be opened. */
export function openMachineBook({ process }: Context): Book {
  const path = ledgerPath(process.env);
  return openBook(path === ':memory:' ? path : resolve(process.cwd, path));
}

/** The budgets that the settings name, in ticks. */
export function budgetsOf({ budget_per_day: day, budget_per_key: key }: Config): Budgets {
  return {
    ...(day === undefined ? {} : { day: usdToTicks(day) }),
    ...(key === undefined ? {} : { key: usdToTicks(key) }),
  };
}

/** The gate of calls that this process makes itself; dispose of it to close the ledger. */
export function openMachineGate(context: Context, config: Config, apiKey: string): Gate & Disposable {
  const book = openMachineBook(context);
  const gate = new SharedGate({ book, key: keyName(apiKey), budgets: budgetsOf(config) });
  return {
    enter: (call, signal, onWait) => gate.enter(call, signal, onWait),
    [Symbol.dispose]: () => book[Symbol.dispose](),
  };
}
