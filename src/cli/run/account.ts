import type { RunEvent, RunHead, Step } from '../../agent/events.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { TaskRequest } from '../../client/wire.ts';
import type { RunAccount } from '../../ledger/run-account.ts';
import type { Config } from '../config-schema.ts';
import type { Context } from '../context.ts';

/** What this machine's ledger has to do with one run in a desktop. */
export interface Booking extends Disposable {
  /** The request with no larger dollar limit than the budgets leave. */
  readonly request: TaskRequest;
  /** Books what an event says was paid; an event that is told twice counts once. */
  told(event: RunEvent): void;
}

/** What a run may cost and how long it may take when neither it nor the settings say. */
const DEFAULT_USD = 1;
const DEFAULT_MINUTES = 20;

/** A reservation outlives its run by so many minutes: booting and parting take time too. */
const SLACK_MINUTES = 10;

/**
 * Opens the account of a run: reserves its dollars against the budgets and books each step as it is told, and at the end what
 * the steps did not hold. What has no key costs nothing and has none. Without budgets a ledger that cannot be written is a warning.
 */
export async function openBooking(context: Context, config: Config, request: TaskRequest): Promise<Booking> {
  const none: Booking = { request, told: () => undefined, [Symbol.dispose]: () => undefined };
  if (request.api_key === undefined) return none;
  try {
    return await openPaid(context, config, request, request.api_key);
  } catch (error) {
    const hasBudget = config.budget_per_day !== undefined || config.budget_per_key !== undefined;
    if (hasBudget || !(error instanceof DeskhandError) || error.code !== 'not_ready') throw error;
    context.output.warn(`${error.message} The run is not booked.`);
    return none;
  }
}

async function openPaid(
  context: Context,
  config: Config,
  request: TaskRequest,
  apiKey: string,
): Promise<Booking> {
  const [ledger, { keyName }, { openRunAccount }, { ticksToUsd, usdToTicks }] = await Promise.all([
    import('../ledger.ts'),
    import('../../ledger/key-name.ts'),
    import('../../ledger/run-account.ts'),
    import('../../models/pricing.ts'),
  ]);
  const { limits } = request;
  const wanted = usdToTicks(limits?.usd ?? DEFAULT_USD);
  const now = Date.now();
  const minutes = (limits?.minutes ?? DEFAULT_MINUTES) + SLACK_MINUTES;
  const [host, { randomUUID }] = await Promise.all([hostName(config.base_url), import('node:crypto')]);
  const book = ledger.openMachineBook(context);
  try {
    const account = openRunAccount(book, {
      id: `run:${randomUUID()}`,
      key: keyName(apiKey),
      budgets: ledger.budgetsOf(config),
      wanted,
      now,
      expires: now + minutes * 60_000,
    });
    // A run that goes on from another one counts that one's cost in its total; it was booked then.
    const { resume } = request;
    const steps = typeof resume === 'object' ? resume.steps : [];
    const earlier = steps.map((step) => usdToTicks(Number(step['costUsd'] ?? 0)));
    const clerk = new Clerk(account, host, usdToTicks, earlier);
    return {
      request: { ...request, limits: { ...limits, usd: ticksToUsd(account.granted) } },
      told: (event) => clerk.told(event),
      [Symbol.dispose]() {
        account.close();
        book[Symbol.dispose]();
      },
    };
  } catch (error) {
    book[Symbol.dispose]();
    throw error;
  }
}

/** Writes a run's steps, and what its total holds beyond them, into its account. */
class Clerk {
  readonly #account: RunAccount;
  readonly #host: string;
  readonly #toTicks: (usd: number) => number;
  #run: RunHead | undefined;
  readonly #steps = new Map<number, number>();

  readonly #earlier: readonly number[];

  constructor(
    account: RunAccount,
    host: string,
    toTicks: (usd: number) => number,
    earlier: readonly number[],
  ) {
    this.#earlier = earlier;
    this.#account = account;
    this.#host = host;
    this.#toTicks = toTicks;
  }

  told(event: RunEvent): void {
    if (event.type === 'started') this.#run = event.run;
    if (event.type === 'step') this.#step(event.step);
    if (event.type === 'ended') this.#rest(event.run);
  }

  #step(step: Step): void {
    const ticks = this.#toTicks(step.costUsd);
    this.#steps.set(step.number, ticks);
    this.#write(String(step.number), Date.parse(step.at), step.model, step.usage, ticks);
  }

  /** Answers that led to no step were paid all the same. */
  #rest(run: RunHead): void {
    this.#run = run;
    const told = [...this.#earlier, ...this.#steps.values()].reduce((sum, ticks) => sum + ticks, 0);
    const ticks = this.#toTicks(run.totals.costUsd) - told;
    const none = { input: 0, cached: 0, output: 0, reasoning: 0 };
    if (ticks > 0) this.#write('rest', Date.now(), run.answeredBy.at(-1) ?? run.model, none, ticks);
  }

  #write(part: string, at: number, model: string, usage: Step['usage'], ticks: number): void {
    const { id = '', task = '', model: asked = model } = this.#run ?? {};
    const { input, cached, output, reasoning } = usage;
    this.#account.book({
      id: `${id}/${part}`,
      at,
      run: id,
      task,
      asked,
      model,
      host: this.#host,
      usage: { input, cached, output, reasoning },
      ticks,
      source: 'run',
    });
  }
}

async function hostName(baseUrl: string | undefined): Promise<string> {
  if (baseUrl === undefined) return 'xai';
  const { loadRegistry } = await import('../../models/registry.ts');
  return loadRegistry().hostOf(baseUrl)?.id ?? new URL(baseUrl).host;
}
