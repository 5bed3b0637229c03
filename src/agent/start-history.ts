import type { Observation } from '../actions/observation.ts';
import { hideSecrets } from '../actions/secrets.ts';
import { History } from './history.ts';
import type { LoopOptions } from './loop-options.ts';
import { maskStep } from './mask-record.ts';
import { turnOf } from './prior-run.ts';
import { RESUMED_NOTE, systemPrompt, taskMessage } from './prompt.ts';
import { screenOf } from './screen.ts';

/** Frames that stay in the conversation, and how many more pile up before old ones are dropped at once. */
const KEEP_FRAMES = 2;
const PRUNE_BATCH = 6;
/** The conversation before the first turn: prompt, task, notes, the screen, and the turns of the run that this one goes on from. */
export function startHistory(options: LoopOptions, seen: Observation): History {
  const { meter, notes, prior, secrets } = options;
  const prompt = systemPrompt({
    frame: { width: seen.width, height: seen.height },
    task: options.task,
    secretNames: secrets.names,
    fileNames: options.fileNames,
    tools: options.tools.map((tool) => tool.name),
    hasForeignTools: options.extras.some((tool) => tool.external),
  });
  const screen = (note: string) => screenOf(seen, note, secrets);
  // A user may have written a value into the task itself.
  const task = taskMessage(hideSecrets(options.task, secrets), hideSecrets(notes.text, secrets));
  const first = screen(prior === undefined ? 'The screen now:' : 'The screen at the start.');
  const history = new History(
    prompt,
    task,
    prior === undefined ? first : { ...first, text: '', image: undefined },
    {
      keepFrames: KEEP_FRAMES,
      batch: PRUNE_BATCH,
      maxTokens: meter.roomTokens * 0.9,
      tokensOf: (message) => meter.tokensOf(message),
      notes: () => hideSecrets(notes.text, secrets),
    },
  );
  for (const step of prior?.steps ?? []) history.add(turnOf(maskStep(step, secrets)));
  if (prior !== undefined) history.refresh(screen(RESUMED_NOTE));
  return history;
}
