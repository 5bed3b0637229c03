import { randomBytes } from 'node:crypto';
import { dirname, join, relative, resolve } from 'node:path';
import type { RunEvent, RunHead } from '../../agent/events.ts';
import { DeskhandError } from '../../base/errors.ts';
import { runDocument } from '../../base/run-document.ts';
import { exitCodeOf } from '../../base/run-exit.ts';
import { withPrivateHosts } from '../allow-private.ts';
import { defineCommand } from '../command.ts';
import type { Values } from '../command.ts';
import type { Config } from '../config-schema.ts';
import type { Context, Process } from '../context.ts';
import { oneOf } from '../one-of.ts';
import { bootDesktop, chooseDesktop } from '../desktop-session.ts';
import type { Session } from '../desktop-session.ts';
import { runArguments } from '../run/arguments.ts';
import { openBooking } from '../run/account.ts';
import { submitAndFollow } from '../run/follow.ts';
import type { FollowedRun } from '../run/follow.ts';
import { summaryLines } from '../run/summary.ts';
import { prepareTask } from '../run/task-request.ts';
import type { PreparedTask, RunInput } from '../run/task-request.ts';
import { askAtTerminal, confirmAtTerminal } from '../run/question.ts';
import { flagsOf, isInputFile, readInputFile } from '../run/task-file.ts';
import { keepFile, keepMemory, keepPlaybookFiles } from '../run/workspace.ts';

export default defineCommand({
  args: runArguments,
  async run(context, values) {
    const { output, process } = context;
    const { task: what = '' } = values;
    if (what === '' && values.resume === undefined) {
      throw new DeskhandError('bad_input', 'TASK is missing: what is to be done?', {
        hint: 'For example: deskhand run "Find the opening hours of …".',
      });
    }
    if (values.desktop !== undefined && values.profile !== undefined) {
      throw new DeskhandError(
        'bad_input',
        '--profile is for a fresh desktop; --desktop names one that runs.',
        {
          hint: 'Start it with `deskhand up NAME --profile PROFILE`.',
        },
      );
    }
    const file = isInputFile(what, process.cwd) ? await readInputFile(what, process.cwd) : undefined;
    const config = await context.config(file?.kind === 'task' ? flagsOf(file.task, values) : values);
    const task = await prepareTask(inputOf(values, context), config, process, file);
    for (const note of task.notes) output.info(note);
    const { run, folder } =
      values.desktop === undefined
        ? await onFreshDesktop(context, config, task, values)
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

function inputOf(values: Values<typeof runArguments>, { process }: Context): RunInput {
  const { task = '', file, secret, param, tools, interactive, heal, resume, workspace, confirm } = values;
  const isAtTerminal = isTerminal(process);
  return {
    what: task,
    files: file,
    secrets: secret,
    params: param,
    tools: tools?.split(',').map((name) => name.trim()),
    interactive: interactive || isAtTerminal || undefined,
    confirm: oneOf('--confirm', confirm, ['never', 'risky', 'always']),
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
  values: Pick<Values<typeof runArguments>, 'keep' | 'profile' | 'allow-private'>,
): Promise<FollowedRun> {
  const { keep, profile } = values;
  const name = `run-${randomBytes(3).toString('hex')}`;
  context.output.info(`Starting desktop ${name} …`);
  const env = withPrivateHosts({}, values['allow-private']);
  const session = await bootDesktop(context, config, { name, ephemeral: !keep, profile, env });
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
  const confirm = isAtTerminal
    ? (what: string) => confirmAtTerminal(what, context.process, output, signal)
    : task.request.interactive === true
      ? 'elsewhere'
      : undefined;
  using booking = await openBooking(context, config, task.request);
  const told = (event: RunEvent): void => booking.told(event);
  // Awaited here, so that the account is open until the last step is booked.
  return await submitAndFollow(client, booking.request, {
    output,
    runs: config.runs,
    signal,
    ask,
    confirm,
    told,
  });
}
