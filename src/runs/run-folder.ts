import { mkdir, open, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunHead, Step } from '../agent/events.ts';
import { holdSocket, isHeld } from '../base/held-socket.ts';
import type { Release } from '../base/held-socket.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { RecordedFrame, RunRecord } from './record.ts';
import { renderReport } from './report/report.ts';
import { loadReportData } from './report/report-data.ts';

/** Makes a run folder under `root` and opens it for writing. Throws where the folder exists or cannot be made; then nothing is held. */
export async function createRunFolder(root: string, head: RunHead): Promise<RunRecord> {
  await mkdir(root, { recursive: true });
  const folder = join(root, head.id);
  await mkdir(folder);
  await mkdir(join(folder, 'frames'));
  // Before the record says that it runs: whoever reads that must find it alive.
  const release = await holdSocket(join(folder, ALIVE));
  try {
    await writeFileAtomically(join(folder, 'run.json'), headText(head));
    return new RunFolder(folder, head.id, await open(join(folder, 'steps.jsonl'), 'a'), release);
  } catch (error) {
    // Else the record would be that of a living run for as long as this process lives.
    await release();
    throw error;
  }
}

/** Whether the process that writes this record still lives; undefined where that cannot be known (see {@link isHeld}). */
export function isAlive(folder: string): Promise<boolean | undefined> {
  return isHeld(join(folder, ALIVE));
}

/** Held while the run goes on. */
const ALIVE = '.alive';

class RunFolder implements RunRecord {
  readonly id: string;
  readonly #folder: string;
  readonly #steps: FileHandle;
  readonly #release: Release;

  constructor(folder: string, id: string, steps: FileHandle, release: Release) {
    this.#folder = folder;
    this.id = id;
    this.#steps = steps;
    this.#release = release;
  }

  async frame(step: number, frame: RecordedFrame): Promise<string> {
    const ending = frame.mediaType === 'image/png' ? 'png' : 'jpg';
    const path = `frames/${String(step).padStart(4, '0')}${frame.zoomed ? '-zoom' : ''}.${ending}`;
    await writeFile(join(this.#folder, path), frame.data);
    return path;
  }

  async step(step: Step): Promise<void> {
    // One write call for the whole line: a crash leaves it out or cuts it, and a cut line is known by its missing newline.
    await this.#steps.appendFile(`${JSON.stringify(step)}\n`);
    await this.#steps.datasync();
  }

  head(head: RunHead): Promise<void> {
    return writeFileAtomically(join(this.#folder, 'run.json'), headText(head));
  }

  async file(path: string, data: Buffer): Promise<void> {
    const target = join(this.#folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFileAtomically(target, data);
  }

  text(name: string, content: string): Promise<void> {
    return writeFileAtomically(join(this.#folder, name), content);
  }

  async finish(head: RunHead, { isHurried = false } = {}): Promise<void> {
    try {
      await this.head(head);
      await this.#steps.close();
      await writeReport(this.#folder, head, { isHurried });
    } finally {
      await this.#release();
    }
  }
}

/** Writes report.html from the files of a run folder. */
export async function writeReport(
  folder: string,
  head: RunHead,
  options: { readonly isHurried?: boolean } = {},
): Promise<void> {
  const data = await loadReportData(folder, head, options);
  await writeFileAtomically(join(folder, 'report.html'), renderReport(data));
}

function headText(head: RunHead): string {
  return `${JSON.stringify(head, null, 2)}\n`;
}
