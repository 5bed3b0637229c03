import type { RunHead } from '../../agent/events.ts';
import { onOneLine } from '../../base/control-characters.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { TaskClient } from '../../client/tasks.ts';
import { defineCommand } from '../command.ts';
import { chooseDesktop } from '../desktop-session.ts';
import { dollars } from '../run/progress.ts';

const ACTIONS = ['show', 'pause', 'resume', 'answer', 'allow', 'refuse', 'cancel'] as const;
type TaskAction = (typeof ACTIONS)[number];

const args = {
  action: {
    type: 'positional',
    required: true,
    valueHint: ACTIONS.join('|'),
    description: ACTIONS.join(', '),
  },
  text: { type: 'positional', required: false, description: 'With answer: the answer (in quotes)' },
  desktop: { type: 'string', valueHint: 'NAME', description: 'Desktop that the task runs on' },
  id: { type: 'string', valueHint: 'ID', description: 'Task (default: the one that runs)' },
} as const;

export default defineCommand({
  args,
  async run(context, { action, text, desktop, id }) {
    const what = ACTIONS.find((each) => each === action);
    if (what === undefined) {
      throw new DeskhandError('bad_input', `"${action}" is nothing that can be done to a task.`, {
        hint: `It is one of ${ACTIONS.join(', ')}.`,
      });
    }
    if ((what === 'answer') !== (text !== undefined)) {
      const problem = what === 'answer' ? 'The answer is missing.' : `"${text}" is one word too many.`;
      throw new DeskhandError('bad_input', problem, { hint: 'deskhand task answer "the answer"' });
    }
    const { client } = await chooseDesktop(context, desktop);
    const head = await act(
      client.tasks,
      what,
      id ?? (await current(client.tasks)),
      text ?? '',
      context.signal,
    );
    context.output.result(head, describe(head));
  },
});

async function current(tasks: TaskClient): Promise<string> {
  const heads = await tasks.list();
  const running = heads.findLast(({ state }) => state !== 'ended') ?? heads.at(-1);
  if (running !== undefined) return running.id;
  throw new DeskhandError('not_found', 'This desktop has had no task yet.');
}

function act(
  tasks: TaskClient,
  action: TaskAction,
  id: string,
  text: string,
  signal: AbortSignal,
): Promise<RunHead> {
  switch (action) {
    case 'pause':
      return tasks.pause(id, signal);
    case 'resume':
      return tasks.resume(id, signal);
    case 'answer':
      return tasks.answer(id, text, signal);
    case 'allow':
    case 'refuse':
      return tasks.confirm(id, action === 'allow', undefined, signal);
    case 'cancel':
      return tasks.cancel(id, signal);
    default:
      return tasks.get(id, signal);
  }
}

function describe({ id, state, outcome, totals, question, confirmation, task }: RunHead): string {
  const lines = [
    `${id}  ${outcome ?? state}  ${totals.steps} steps, ${dollars(totals.costUsd)}`,
    onOneLine(task),
  ];
  return [
    ...lines,
    ...(question === undefined ? [] : [`The model asks: ${onOneLine(question)}`]),
    ...(confirmation === undefined ? [] : [`It needs your leave: ${onOneLine(confirmation.what)}`]),
  ].join('\n');
}
