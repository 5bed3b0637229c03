import { randomBytes } from 'node:crypto';
import { dirname, join, relative, resolve } from 'node:path';
import type { RunEvent, RunHead } from '../../agent/events.ts';
import { DeskhandError } from '../../base/errors.ts';
import { exitCodeOf } from '../../base/run-exit.ts';
import { defineCommand } from '../command.ts';
import type { Values } from '../command.ts';
import type { Config } from '../config-schema.ts';
import type { Context, Process } from '../context.ts';
import { bootDesktop, chooseDesktop } from '../desktop-session.ts';
import type { Session } from '../desktop-session.ts';
import { openBooking } from '../run/account.ts';
import { submitAndFollow } from '../run/follow.ts';
import type { FollowedRun } from '../run/follow.ts';
import { runDocument, summaryLines } from '../run/summary.ts';
import { prepareTask } from '../run/task-request.ts';
import type { PreparedTask, RunInput } from '../run/task-request.ts';
import { askAtTerminal } from '../run/question.ts';
import { flagsOf, isInputFile, readInputFile } from '../run/task-file.ts';
import { keepFile, keepMemory, keepPlaybookFiles } from '../run/workspace.ts';

const args = {
  task: {
    type: 'positional',
    required: false,
    description: 'Task in words (in quotes), or a .yaml file: a task file or a playbook',
  },
  model: { type: 'string', valueHint: 'ID', description: 'Model (default: grok-4-1-fast)' },
  param: {
    type: 'string',
    multiple: true,
    valueHint: 'NAME=VALUE',
    description: 'Parameter of the model, such as temperature=0.2; may be repeated',
  },
  steps: { type: 'string', valueHint: 'N', description: 'Steps that it may take' },
  minutes: { type: 'string', valueHint: 'N', description: 'Minutes that it may take' },
  budget: { type: 'string', valueHint: 'USD', description: 'Dollars that it may cost' },
  'start-url': { type: 'string', valueHint: 'URL', description: 'Page that is open at the start' },
  file: {
    type: 'string',
    multiple: true,
    valueHint: 'PATH',
    description: 'File for it to upload; may be repeated',
  },
  secret: {
    type: 'string',
    multiple: true,
    valueHint: 'NAME=@FILE|env',
    description: 'Secret, used as {{secret:NAME}} and never shown to the model; may be repeated',
  },
  tools: {
    type: 'string',
    valueHint: 'A,B,…',
    description: 'Actions that the model may use (default: what the task needs)',
  },
  interactive: {
    type: 'boolean',
    description: "Answer the model's questions here, or with `deskhand task answer` (default at a terminal)",
  },
  workspace: {
    type: 'string',
    valueHint: 'FOLDER',
    description: "Folder of the model's notes between runs (memory.md)",
  },
  record: {
    type: 'string',
    valueHint: 'FILE',
    description: 'Write a playbook that repeats the run without a model',
  },
  heal: {
    type: 'boolean',
    description: 'Playbook: let the model find what has moved, and write the repaired playbook back',
  },
  resume: {
    type: 'string',
    valueHint: 'RUN',
    description: 'Go on from an interrupted run: its folder or id',
  },
  'strict-model': { type: 'boolean', description: 'Fail when another model answers than was asked for' },
  desktop: { type: 'string', valueHint: 'NAME', description: 'Use this running desktop, not a fresh one' },
  keep: { type: 'boolean', description: 'Keep the fresh desktop afterwards' },
  image: { type: 'string', valueHint: 'IMAGE', description: 'Image of the fresh desktop' },
  resolution: { type: 'string', valueHint: 'WxH', description: 'Size of its display' },
  memory: { type: 'string', valueHint: 'SIZE', description: 'Its memory limit' },
  runs: { type: 'string', valueHint: 'FOLDER', description: 'Where records go (default: ./runs)' },
} as const;

export default defineCommand({
  args,
  async run(context, values) {
    const { output, process } = context;
    const { task: what = '' } = values;
    if (what === '' && values.resume === undefined) {
      throw new DeskhandError('bad_input', 'TASK is missing: what is to be done?', {
        hint: 'For example: deskhand run "Find the opening hours of …".',
      });
    }
    const file = isInputFile(what, process.cwd) ? await readInputFile(what, process.cwd) : undefined;
    const config = await context.config(file?.kind === 'task' ? flagsOf(file.task, values) : values);
    const task = await prepareTask(inputOf(values, context), config, process, file);
    for (const note of task.notes) output.info(note);
    const { run, folder } =
      values.desktop === undefined
        ? await onFreshDesktop(context, config, task, values.keep)
        : await follow(context, config, task, await chooseDesktop(context, values.desktop));
    await keepResults(context, task, folder, values.record, run);
    const report = shortPath(process.cwd, join(folder, 'report.html'));
    for (const line of summaryLines(run, report, output.paint)) output.info(line);
    if (run.error !== undefined) output.failure(run.error);
    output.result(runDocument(run, folder), run.result ?? '');
    return exitCodeOf(run);
  },
});

function isTerminal({ stdin, stdout }: Process): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

function inputOf(values: Values<typeof args>, { process }: Context): RunInput {
  const { task = '', file, secret, param, tools, interactive, heal, resume, workspace } = values;
  const isAtTerminal = isTerminal(process);
  return {
    what: task,
    files: file,
    secrets: secret,
    params: param,
    tools: tools?.split(',').map((name) => name.trim()),
    interactive: interactive || isAtTerminal || undefined,
    heal,
    resume,
    workspace,
  };
}

/** What of the record belongs elsewhere too: notes, the recorded playbook, a repaired one. */
async function keepResults(
  { output, process }: Context,
  task: PreparedTask,
  folder: string,
  record: string | undefined,
  run: RunHead,
): Promise<void> {
  if (task.workspace !== undefined) await keepMemory(folder, task.workspace);
  const playbook = join(folder, 'playbook.yaml');
  const keep = async (target: string, what: string): Promise<void> => {
    const kept = await keepFile(playbook, target, dirname(target));
    if (kept) output.info(`${what}: ${shortPath(process.cwd, target)}`);
    else output.warn(`There is no playbook to write to ${shortPath(process.cwd, target)}: no step was made.`);
  };
  if (record !== undefined) {
    const target = resolve(process.cwd, record);
    await keep(target, 'recorded playbook');
    await keepPlaybookFiles(folder, target);
  }
  if (task.healed !== undefined && run.outcome === 'done' && run.totals.costUsd > 0) {
    await keep(task.healed, 'repaired playbook');
  }
}

/** Relative where that is shorter to read: below the folder that one is in. */
function shortPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}

/** Starts a desktop for this run and removes it whatever happens, unless it is to be kept. */
async function onFreshDesktop(
  context: Context,
  config: Config,
  task: PreparedTask,
  keep: boolean,
): Promise<FollowedRun> {
  const name = `run-${randomBytes(3).toString('hex')}`;
  context.output.info(`Starting desktop ${name} …`);
  const session = await bootDesktop(context, config, { name, ephemeral: !keep });
  try {
    return await follow(context, config, task, session);
  } finally {
    if (keep) context.output.info(`Desktop ${name} is kept; \`deskhand down ${name}\` removes it.`);
    else await remove(context, session);
  }
}

async function remove(context: Context, { desktop }: Session): Promise<void> {
  const { removeDesktop } = await import('../../host/desktops.ts');
  await removeDesktop(await context.engine(), desktop.id);
}

async function follow(
  context: Context,
  config: Config,
  task: PreparedTask,
  { client, desktop }: Session,
): Promise<FollowedRun> {
  const { output, signal } = context;
  const link = await client.link({ signal });
  output.info(
    `Watch it: ${output.paint('bold', link)}  (works once; \`deskhand view ${desktop.name}\` gives another)`,
  );
  const isAtTerminal = isTerminal(context.process);
  const ask = isAtTerminal
    ? (question: string) => askAtTerminal(question, context.process, output, signal)
    : undefined;
  using booking = await openBooking(context, config, task.request);
  const told = (event: RunEvent): void => booking.told(event);
  // Awaited here, so that the account is open until the last step is booked.
  return await submitAndFollow(client, booking.request, { output, runs: config.runs, signal, ask, told });
}
