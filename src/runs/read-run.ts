import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHead, Step } from '../agent/events.ts';

/** The head in a run folder; undefined when there is none that can be read. */
export async function readHead(folder: string): Promise<RunHead | undefined> {
  const text = await readText(join(folder, 'run.json'));
  if (text === undefined) return undefined;
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && 'id' in value && 'state' in value
    ? (value as RunHead)
    : undefined;
}

/** The steps in a run folder. A last line that a crash has cut is left out. */
export async function readSteps(folder: string): Promise<readonly Step[]> {
  const text = (await readText(join(folder, 'steps.jsonl'))) ?? '';
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => parseJson(line)).filter((value): value is Step => value !== undefined);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
