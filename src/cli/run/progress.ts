import type { RunEvent, Step, StepAction, Totals } from '../../agent/events.ts';
import { onOneLine } from '../../base/control-characters.ts';
import type { JsonValue } from '../../base/json.ts';
import type { Paint } from '../paint.ts';

/** One line for an event of a run, or undefined where the caller says it better. Pure. */
export function progressLine(event: RunEvent, paint: Paint): string | undefined {
  if (event.type === 'started') return paint('dim', `run ${event.run.id} (${event.run.model})`);
  if (event.type === 'progress') return paint('dim', onOneLine(event.message));
  if (event.type === 'step') return stepLine(event.step, event.totals, paint);
  return undefined;
}

function stepLine(step: Step, totals: Totals, paint: Paint): string {
  const actions = step.actions.map((action) => describeAction(action, paint));
  const cost =
    totals.costUsd > 0 ? paint('dim', `  ${dollars(step.costUsd)}, ${dollars(totals.costUsd)} so far`) : '';
  const number = paint('cyan', String(step.number).padStart(3));
  return `${number}  ${actions.length === 0 ? firstLine(step.thought, 100) : actions.join('; ')}${cost}`;
}

function describeAction(action: StepAction, paint: Paint): string {
  const what = [action.name, target(action)].filter((part) => part !== '').join(' ');
  if (!action.ok)
    return `${what} ${paint('red', `failed: ${onOneLine(action.error?.message ?? 'no reason given')}`)}`;
  return `${what}${paint('dim', settle(action))}`;
}

function target({ target: element, params, point }: StepAction): string {
  if (element !== undefined) return `${element.role} ${JSON.stringify(firstLine(element.name, 50))}`;
  for (const key of ['url', 'keys', 'text', 'until', 'result', 'question', 'ref']) {
    const value: JsonValue | undefined = params[key];
    if (typeof value === 'string') return key === 'ref' ? value : JSON.stringify(firstLine(value, 60));
  }
  return point === undefined ? '' : `${point.x},${point.y}`;
}

function settle({ settled, timings }: StepAction): string {
  if (settled === undefined) return '';
  const ms = Math.round(timings.settleMs);
  return settled ? ` · settled ${ms} ms` : ` · still changing after ${ms} ms`;
}

/** Dollars with as many digits as small amounts need: `$0`, `$0.0012`, `$1.50`. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  return amount < 0.1 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`;
}

function firstLine(text: string, limit: number): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
