import type { TaskRequest } from '../../client/wire.ts';
import { GateMeter } from '../../ledger/gate-meter.ts';
import type { GateCounts } from '../../ledger/gate-meter.ts';
import { serveGate } from '../../ledger/gate-server.ts';
import { keyName } from '../../ledger/key-name.ts';
import { SharedGate } from '../../ledger/shared-gate.ts';
import { addressForDesktops } from '../../host/gate-address.ts';
import type { Pace } from '../../models/retry.ts';
import type { Config } from '../config-schema.ts';
import type { Context } from '../context.ts';
import { budgetsOf, openMachineBook } from '../ledger.ts';

/** This machine's limits, budgets and ledger for runs on several desktops at once. */
export interface SharedBooking extends AsyncDisposable {
  /**
   * A request whose every call asks here before it is made, and is booked here when it is answered. One run each: `over` ends
   * its leave. A request without a key costs nothing and is left as it is.
   */
  admit(request: TaskRequest): { readonly request: TaskRequest; over(): void };
  /** What keeping limits and budgets has cost all runs so far. */
  readonly counts: GateCounts;
}

/**
 * Opens this machine's ledger and serves it to desktops, on an address that only they and this machine reach. Runs on any
 * number of desktops then share the limits of a key and the budgets call by call; what one process of this machine has learned
 * or spent counts for all.
 */
export async function openSharedBooking(
  context: Context,
  config: Config,
  { pace }: { readonly pace?: Pace } = {},
): Promise<SharedBooking> {
  const { listen, name } = await addressForDesktops(await context.engine());
  const book = openMachineBook(context);
  const server = await serveGate(listen).catch((error: unknown) => {
    book[Symbol.dispose]();
    throw error;
  });
  const budgets = budgetsOf(config);
  const meter = new GateMeter();
  return {
    admit(request) {
      const { api_key: key, task } = request;
      if (key === undefined) return { request, over: () => undefined };
      const options = { book, key: keyName(key), budgets, task, ...(pace === undefined ? {} : { pace }) };
      const token = server.grant((run) => meter.watch(new SharedGate({ ...options, run })));
      return {
        request: { ...request, gate: { url: `http://${name}:${server.port}`, token } },
        over: () => server.revoke(token),
      };
    },
    get counts() {
      return meter.counts;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      book[Symbol.dispose]();
    },
  };
}
