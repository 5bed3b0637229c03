import { join } from 'node:path';
import type { RunEvent, RunHead } from '../../agent/events.ts';
import { inLines, onOneLine } from '../../base/control-characters.ts';
import { runDocument } from '../../base/run-document.ts';
import { exitCodeOf } from '../../base/run-exit.ts';
import { SIGNAL_EXIT, untilSignal } from '../signals.ts';
import { takeLogFormat } from '../log-format.ts';
import type { LogFormat } from '../log-format.ts';
import { jsonLine } from '../log.ts';
import { startDesktop } from '../start.ts';
import type { StartedDesktop } from '../start.ts';
import { parseRunArguments } from './run-options.ts';

/** `run TASK|PLAYBOOK.yaml`: one task on a desktop of its own; the answer on stdout, progress on stderr, the outcome as exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const { rest, logFormat } = takeLogFormat(args);
  const { spec, json } = await parseRunArguments(rest);
  const { stopped, signal } = untilSignal();
  const desktop = await startDesktop({ logFormat });
  try {
    const work = carryOut(desktop, spec, signal);
    // After a signal nobody waits for the outcome, but its failure must not end the process before the desktop is down.
    work.catch(() => {});
    const end = await Promise.race([work, stopped]);
    if (typeof end === 'string') return SIGNAL_EXIT[end];
    const answer = json
      ? onOneLine(JSON.stringify(runDocument(end, join(desktop.runs, end.id))))
      : end.result && inLines(end.result);
    process.stdout.write(answer === undefined ? '' : `${answer}\n`);
    return exitCodeOf(end);
  } finally {
    await desktop.stop();
  }
}

async function carryOut(
  { runtime, tasks, logFormat, link }: StartedDesktop,
  spec: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<RunHead> {
  await runtime.ready(signal);
  const say = sayIn(logFormat);
  if (link !== undefined) say(`Watch it at ${link}`);
  const service = await tasks();
  const { id } = await service.submit(spec);
  for await (const event of service.events(id)) tell(event, say);
  return service.get(id);
}

type Say = (line: string) => void;

function tell(event: RunEvent, say: Say): void {
  if (event.type === 'progress') return say(event.message);
  if (event.type === 'confirm') {
    const { what, seconds } = event.confirmation;
    return say(`Waits ${seconds} s for a person to allow it, in the viewer or over the API: ${what}`);
  }
  if (event.type === 'step') {
    const { step, totals } = event;
    const done = step.actions.map(({ name, ok }) => (ok ? name : `${name} (failed)`)).join(', ');
    return say(
      `${step.number}. ${done === '' ? step.thought.slice(0, 120) : done}  $${totals.costUsd.toFixed(4)}`,
    );
  }
  if (event.type === 'ended') {
    const { outcome, error, totals } = event.run;
    say(`${outcome ?? 'ended'} after ${totals.steps} steps, $${totals.costUsd.toFixed(4)}`);
    if (error !== undefined) sayError(error, say);
  }
}

function sayError({ code, message, hint }: { code: string; message: string; hint?: string }, say: Say): void {
  say(`error: ${message} (${code})`);
  if (hint !== undefined) say(`hint: ${hint}`);
}

/** Says it on stderr beside the log, in the log's format. */
function sayIn(format: LogFormat): Say {
  // Much of it is chosen by a model or a page.
  const write = (line: string): string =>
    format === 'json' ? jsonLine('info', line) : `${onOneLine(line)}\n`;
  return (line) => void process.stderr.write(write(line));
}
