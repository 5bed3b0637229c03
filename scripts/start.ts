import { fileURLToPath } from 'node:url';
import { parseCommandLine } from '../src/cli/arguments.ts';
import type { Arguments } from '../src/cli/command.ts';
import runCommand from '../src/cli/commands/run.ts';
import { globalArguments } from '../src/cli/globals.ts';
import { keySource } from '../src/cli/run/api-key.ts';
import { isPlaybook } from '../src/cli/run/task-request.ts';
import { runCli } from '../src/cli/run-cli.ts';
import { ensureImage } from './image.ts';

/**
 * `npm start [-- TASK_OR_PLAYBOOK flags…]`: has the image built where it is missing or out of date, then does the task on
 * a fresh desktop. Without a task it is the sample playbook, which needs no key.
 */

const SAMPLE = fileURLToPath(new URL('../examples/expense-report.yaml', import.meta.url));

const given = process.argv.slice(2);
const { task, canStart, ownImage } = readArguments(given);
const argv = task === undefined && canStart ? [SAMPLE, ...given] : given;
// Minutes of building are not spent on a run that cannot start, nor on an image that is not the one to be used.
if (canStart && !ownImage) await ensureImage();
await runCli(['run', ...argv]);

/** What matters here of the command line. One that is wrong cannot start: `run` itself says what is wrong with it. */
function readArguments(words: readonly string[]) {
  const declared: Arguments = { ...runCommand.args, ...globalArguments, task: { type: 'positional' } };
  try {
    const values: Readonly<Record<string, unknown>> = parseCommandLine(declared, words).values;
    const what = text(values['task']);
    const hasWhatItNeeds =
      what === undefined || isPlaybook(what, process.cwd()) || keySource(process.env) !== undefined;
    const image = text(values['image']) ?? process.env['DESKHAND_IMAGE'] ?? '';
    return {
      task: what,
      canStart: hasWhatItNeeds && values['help'] === false && values['desktop'] === undefined,
      ownImage: image !== '',
    };
  } catch {
    return { task: undefined, canStart: false, ownImage: false };
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
