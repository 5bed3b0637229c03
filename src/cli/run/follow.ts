import type { OpenConfirmation, RunEvent, RunHead } from '../../agent/events.ts';
import { onOneLine } from '../../base/control-characters.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { DesktopClient } from '../../client/client.ts';
import type { TaskRequest } from '../../client/wire.ts';
import type { Output } from '../output.ts';
import { RunMirror } from './mirror.ts';
import { progressLine } from './progress.ts';

/** A run that has ended and where its record lies. */
export interface FollowedRun {
  readonly run: RunHead;
  readonly folder: string;
}

/** How a run is followed. */
export interface FollowOptions {
  readonly output: Output;
  /** Folder of all records. */
  readonly runs: string;
  readonly signal: AbortSignal;
  /** Told of each event. */
  readonly told?: ((event: RunEvent) => void) | undefined;
  /** Gets the user's answer to a question of the model; without it the question is only told. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Decides on an act that needs a person's leave; `elsewhere` leaves that to the viewer, the API or another terminal. */
  readonly confirm?: ((what: string) => Promise<boolean>) | 'elsewhere' | undefined;
}

/** How long an interrupted run may take to end and to hand over its record, in ms. */
const PARTING_MS = 8000;

/** Submits a task, tells its steps as they happen, mirrors its folder, and resolves when it has ended. An interruption cancels it, mirrors what is there, and is thrown. */
export async function submitAndFollow(
  client: DesktopClient,
  request: TaskRequest,
  options: FollowOptions,
): Promise<FollowedRun> {
  const { output, signal } = options;
  const { id } = await client.tasks.submit(request, signal);
  const mirror = new RunMirror(client.tasks, id, options.runs);
  try {
    for await (const { event } of client.tasks.events(id, { signal })) {
      const line = progressLine(event, output.paint);
      if (line !== undefined) output.info(line);
      options.told?.(event);
      mirror.touch();
      if (event.type === 'question') await answer(client, id, event.question, options);
      if (event.type === 'confirm') await confirm(client, id, event.confirmation, options);
      if (event.type !== 'ended') continue;
      await complete(mirror, options);
      return { run: event.run, folder: mirror.folder };
    }
    throw new DeskhandError('internal', 'The desktop ended the event stream before the run.');
  } catch (error) {
    if (signal.aborted) await part(client, id, mirror, options);
    throw error;
  }
}

async function answer(
  client: DesktopClient,
  id: string,
  question: string,
  { ask, output, signal }: FollowOptions,
): Promise<void> {
  if (ask === undefined) {
    output.info(`The model asks: ${question}  (answer with \`deskhand task answer TEXT\`)`);
    return;
  }
  const text = await ask(question);
  try {
    await client.tasks.answer(id, text, signal);
  } catch (error) {
    // Somebody else has answered meanwhile, or the run has ended.
    if (!(error instanceof DeskhandError) || error.code !== 'bad_input') throw error;
    output.warn(error.message);
  }
}

async function confirm(
  client: DesktopClient,
  id: string,
  { what: worded, number, seconds }: OpenConfirmation,
  { confirm: decide, output, signal }: FollowOptions,
): Promise<void> {
  const what = onOneLine(worded);
  if (decide === 'elsewhere') {
    output.info(
      `It waits ${seconds} s for your leave: ${what}  (\`deskhand task allow\` or \`refuse\`, or the viewer)`,
    );
    return;
  }
  if (decide === undefined) {
    output.warn(
      `Refused, as nobody is at a terminal to allow it: ${what}. With --interactive it waits for the viewer or \`deskhand task allow\`.`,
    );
  }
  const allow = decide === undefined ? false : await decide(what);
  try {
    await client.tasks.confirm(id, allow, number, signal);
  } catch (error) {
    // Somebody else has decided meanwhile, or the time is over.
    if (!(error instanceof DeskhandError) || error.code !== 'bad_input') throw error;
    output.warn(error.message);
  }
}

/** A result is worth having without its whole record. */
async function complete(
  mirror: RunMirror,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await mirror.finish(signal);
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    output.warn(`The record in ${mirror.folder} is incomplete: ${why}`);
  }
}

async function part(
  client: DesktopClient,
  id: string,
  mirror: RunMirror,
  { output, told }: FollowOptions,
): Promise<void> {
  const signal = AbortSignal.timeout(PARTING_MS);
  try {
    await client.tasks.cancel(id, signal);
    for await (const { event } of client.tasks.events(id, { signal, attempts: 1 })) {
      // Told again from the start; what is booked already is not counted twice.
      told?.(event);
      if (event.type === 'ended') break;
    }
    await mirror.finish(signal);
    output.info(`The run is cancelled; its record so far: ${mirror.folder}`);
  } catch (error) {
    output.detail(`The run's record is incomplete: ${String(error)}`);
  }
}
