import { z } from 'zod';
import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import { FrameSize } from '../playbook/schema.ts';
import type { RunStore } from '../runs/record.ts';
import { runsElsewhere } from './earlier-runs.ts';
import type { RunHead, Step } from './events.ts';
import type { TurnRecord } from './history.ts';

const count = z.number().min(0);
const Text = z.string().max(100_000);

const PriorAction = z.looseObject({
  name: z.string().min(1).max(200),
  params: z.looseObject({}),
  ok: z.boolean(),
  timings: z.object({ actMs: count, settleMs: count, frameMs: count }),
});

const PriorStep = z.looseObject({
  number: z.int().min(1),
  at: Text,
  thought: Text,
  frameSize: FrameSize.optional(),
  actions: z.array(PriorAction).max(128),
  model: Text,
  usage: z.object({ input: count, cached: count, output: count, reasoning: count }),
  costUsd: count,
  modelMs: count,
});

/** A run to go on from: the id of one of this desktop's runs, or its record itself, for a desktop that never had it. */
export const Resume = z.union(
  [
    z.string().min(1).max(100),
    z.strictObject({
      id: z.string().min(1).max(100),
      task: z.string().min(1).max(100_000),
      model: z.string().min(1).max(200).optional(),
      steps: z.array(PriorStep).max(10_000),
    }),
  ],
  'resume is the id of a run, or {id, task, steps} of its record',
);

/** What an earlier run has left for the one that goes on from it. */
export interface PriorRun {
  readonly id: string;
  readonly task: string;
  readonly model: string | undefined;
  readonly steps: readonly Step[];
}

/**
 * Finds the run to go on from. Throws `not_found`, `busy` for one that goes on elsewhere, and `bad_input` for one that was done or
 * followed a playbook.
 */
export async function loadPrior(resume: z.output<typeof Resume>, runs: RunStore): Promise<PriorRun> {
  if (typeof resume !== 'string') {
    const { id, task, model, steps } = resume;
    return { id, task, model, steps: steps as unknown as readonly Step[] };
  }
  const head = await readEnded(resume, runs);
  if (head === undefined) {
    throw new DeskhandError('not_found', `resume: there is no run "${resume}" on this desktop.`, {
      hint: 'With the record on your machine: deskhand run --resume runs/ID.',
    });
  }
  if (head.outcome === 'done') throw new DeskhandError('bad_input', `resume: run ${resume} is done.`);
  if (head.model === 'playbook') {
    throw new DeskhandError('bad_input', `resume: run ${resume} followed a playbook; run that again.`);
  }
  const steps = parseOrThrow(z.array(PriorStep), await runs.steps(resume), `resume: run ${resume}`);
  return { id: head.id, task: head.task, model: head.model, steps: steps as unknown as readonly Step[] };
}

/** The head of a run whose process writes no more to its record. */
async function readEnded(id: string, runs: RunStore): Promise<RunHead | undefined> {
  const head = await runs.read(id);
  if (head === undefined || head.state === 'ended') return head;
  if ((await runs.isAlive(id)) !== false) throw runsElsewhere(id);
  // It may have ended between the two looks.
  return runs.read(id);
}

/** An earlier step as a turn of the conversation, as it stands there once its screen is dropped. */
export function turnOf(step: Step): TurnRecord {
  const calls = step.actions.map(({ name, params }, i) => ({
    id: `earlier_${step.number}_${i + 1}`,
    name,
    arguments: JSON.stringify(params),
  }));
  const results = step.actions.map(({ name, ok, result, error }, i) => ({
    role: 'tool' as const,
    callId: `earlier_${step.number}_${i + 1}`,
    name,
    text: ok ? JSON.stringify(result ?? 'ok') : `Error: ${error?.message ?? 'it failed'}`,
  }));
  const where = step.page === undefined ? 'no page' : `${JSON.stringify(step.page.title)} ${step.page.url}`;
  const brief = `(The screen was ${where}.)`;
  return {
    reply: {
      text: step.thought,
      reasoning: '',
      calls,
      usage: step.usage,
      model: step.model,
      costUsd: step.costUsd,
      timings: { firstMs: 0, totalMs: step.modelMs },
    },
    results,
    text: brief,
    brief,
  };
}
