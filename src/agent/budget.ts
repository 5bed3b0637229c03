import { DeskhandError } from '../base/errors.ts';
import { ticksToUsd, usdToTicks } from '../models/pricing.ts';
import type { Limits } from './events.ts';

/** What has been used up. */
export interface Used {
  readonly steps: number;
  readonly elapsedMs: number;
  readonly ticks: number;
}

/**
 * Throws `limit_reached` when one more call would pass a limit: all steps made, the time over, or the money spent so far
 * and the estimate of the next call together above the budget. Such a call is never made.
 */
export function checkBudget(limits: Limits, used: Used, nextTicks: number): void {
  if (used.steps >= limits.steps) {
    throw limit(`${limits.steps} steps were made without an end.`, 'steps');
  }
  if (used.elapsedMs >= limits.minutes * 60_000) throw timeLimit(limits);
  if (used.ticks + nextTicks <= usdToTicks(limits.usd)) return;
  const spent = `$${ticksToUsd(used.ticks).toFixed(4)} of $${limits.usd} is spent`;
  const next = `the next call would cost about $${ticksToUsd(nextTicks).toFixed(4)}`;
  throw limit(`${spent} and ${next}.`, 'usd');
}

/** The error for a run that is out of time. */
export function timeLimit(limits: Limits): DeskhandError {
  return limit(`${limits.minutes} minutes are over.`, 'minutes');
}

function limit(message: string, name: keyof Limits): DeskhandError {
  return new DeskhandError('limit_reached', message, {
    hint: `Raise limits.${name}, or ask for less in one task.`,
  });
}
