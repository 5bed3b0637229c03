import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunHead } from '../../agent/events.ts';
import { KEPT_FILES } from '../../base/kept-file.ts';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { TaskRequest } from '../../client/wire.ts';

/**
 * The record of an interrupted run, for going on from it on any desktop. `what` is a run folder, or the id of a run in `runs`.
 * Throws `bad_input` for a folder without a record, and for a run that was done or followed a playbook.
 */
export async function readInterrupted(
  what: string,
  places: { readonly cwd: string; readonly runs: string },
): Promise<NonNullable<TaskRequest['resume']>> {
  const folder = recordFolder(what, places);
  const head = parse(await read(join(folder, 'run.json'), folder), folder) as RunHead;
  if (head.outcome === 'done') throw new DeskhandError('bad_input', `Run ${head.id} is done.`);
  if (head.model === 'playbook') {
    throw new DeskhandError('bad_input', `Run ${head.id} followed a playbook; run that again.`);
  }
  // A last line without its end was cut by a crash.
  const lines = (await read(join(folder, 'steps.jsonl'), folder)).split('\n').slice(0, -1);
  const steps = lines.map((line) => parse(line, folder) as JsonObject);
  return { id: head.id, task: head.task, model: head.model, steps };
}

/** The folder of a record that is named by its path or its id. */
export function recordFolder(what: string, places: { readonly cwd: string; readonly runs: string }): string {
  return /^[\w-]+$/.test(what) ? join(places.runs, what) : resolve(places.cwd, what);
}

/** Paths of the files that the record keeps for uploads. */
export async function keptFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, KEPT_FILES)).catch((): string[] => []);
  return names.filter((name) => !name.endsWith('.part')).map((name) => join(folder, KEPT_FILES, name));
}

async function read(path: string, folder: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `${folder} holds no record of a run.`, {
      hint: 'Give a run folder such as runs/20261122-153000-ab12, or the id of one.',
      cause,
    });
  });
}

function parse(text: string, folder: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DeskhandError('bad_input', `The record in ${folder} is damaged.`, { cause });
  }
}
