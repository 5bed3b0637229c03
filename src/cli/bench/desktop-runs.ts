import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '../../agent/events.ts';
import type { Config } from '../config-schema.ts';
import type { Context } from '../context.ts';
import type { Session } from '../desktop-session.ts';
import { openBooking } from '../run/account.ts';
import { submitAndFollow } from '../run/follow.ts';
import { prepareTask } from '../run/task-request.ts';
import { failedRun } from './run-bench.ts';
import type { RunTask } from './run-bench.ts';

/** Does bench tasks on a desktop as `run` does tasks: booked in the ledger, with a record of each. Throws `no_key` without a key. */
export async function benchOnDesktop(
  context: Context,
  config: Config,
  { client }: Session,
): Promise<RunTask> {
  const { process, signal, output } = context;
  const quiet = Object.assign(Object.create(output) as typeof output, { info: () => undefined });
  return async (model, task) => {
    const settings = { ...config, model, steps: task.steps, start_url: task.start_url };
    const { request } = await prepareTask({ what: task.task, files: [], secrets: [] }, settings, process);
    try {
      using booking = await openBooking(context, settings, request);
      const followed = await submitAndFollow(client, booking.request, {
        output: quiet,
        runs: config.runs,
        signal,
        told: (event) => booking.told(event),
      });
      return { head: followed.run, steps: await readSteps(followed.folder) };
    } catch (error) {
      signal.throwIfAborted();
      return { head: failedRun(model, task, error), steps: [] };
    }
  };
}

async function readSteps(folder: string): Promise<readonly Step[]> {
  const text = await readFile(join(folder, 'steps.jsonl'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Step);
}
