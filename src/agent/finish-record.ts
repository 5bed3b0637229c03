import { hideSecretsIn } from '../actions/secrets.ts';
import type { Log } from '../base/log.ts';
import type { RunRecord } from '../runs/record.ts';
import type { RunHead, Step } from './events.ts';
import type { RunPlan } from './run-plan.ts';
import { recordPlaybook } from './playbook/recorder.ts';

/** What a run leaves at its end. */
export interface FinishedRun {
  readonly head: RunHead;
  readonly steps: readonly Step[];
  /** Names of the files that the record keeps. */
  readonly kept: readonly string[];
  /** The report is to be quick: its pictures stay as they are. */
  readonly isHurried: boolean;
}

/** Writes playbook and report. One that cannot be written (a full disk) is logged: it must not take the run's result with it. */
export async function finishRecord(
  record: RunRecord,
  plan: Pick<RunPlan, 'healed' | 'playbook' | 'startUrl' | 'executor' | 'secrets'>,
  { head, steps, kept, isHurried }: FinishedRun,
  log: Log,
): Promise<void> {
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error(`Could not write the ${what} of run ${head.id}`, { error: String(error) });
    }
  };
  const yaml = (): string =>
    plan.healed?.() ??
    plan.playbook ??
    recordPlaybook(head, steps, {
      ...hideSecretsIn({ startUrl: plan.startUrl }, plan.secrets),
      files: kept,
      frame: plan.executor.frameSize,
    });
  if (steps.length > 0) await attempt('playbook', async () => record.text('playbook.yaml', yaml()));
  await attempt('report', () => record.finish(head, { isHurried }));
}
