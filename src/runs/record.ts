import type { ReadStream } from 'node:fs';
import type { RunHead, Step } from '../agent/events.ts';

/** A picture to keep. */
export interface RecordedFrame {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly data: Buffer;
  /** A part of the screen at full resolution instead of the whole: never the ground of a later click's mark. */
  readonly zoomed: boolean;
}

/** The record of one run while it goes on. What a promise has resolved for survives a crash of the process. */
export interface RunRecord {
  readonly id: string;
  /** Keeps a picture and gives its path relative to the run folder. 0 is the screen before the first step. */
  frame(step: number, frame: RecordedFrame): Promise<string>;
  /** Appends one line to steps.jsonl. */
  step(step: Step): Promise<void>;
  /** Replaces run.json, whole or not at all. */
  head(head: RunHead): Promise<void>;
  /** Keeps a file that came with the task, at a path relative to the run folder. */
  file(path: string, data: Buffer): Promise<void>;
  /** Writes another text file of the record, such as `playbook.yaml`. */
  text(name: string, content: string): Promise<void>;
  /** Writes report.html from what was recorded, and closes the files. Hurried, pictures are put into it as they are, which is quicker and larger. */
  finish(head: RunHead, options?: { readonly isHurried?: boolean }): Promise<void>;
}

/** A file of a run folder. */
export interface RunFile {
  /** Relative to the run folder, with forward slashes. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A file that was opened for reading. */
export interface OpenedFile extends RunFile {
  readonly mediaType: string;
  readonly stream: ReadStream;
}

/** A folder of run folders. */
export interface RunStore {
  /** Makes a run folder; the head's id names it. */
  create(head: RunHead): Promise<RunRecord>;
  /** Heads of all runs, oldest first. A folder without a readable run.json is left out. */
  list(): Promise<readonly RunHead[]>;
  /** Finishes the record of a run whose process died: this head, and a report. Does nothing where both are there. */
  mend(head: RunHead): Promise<void>;
  /** The head of one run; undefined when there is none. */
  read(id: string): Promise<RunHead | undefined>;
  /**
   * Whether the process that writes a run's record still lives: this one, or that of another desktop that has the same folder.
   * Undefined where that cannot be known: such a record is to be left alone.
   */
  isAlive(id: string): Promise<boolean | undefined>;
  /** The steps of one run, a cut last line left out. */
  steps(id: string): Promise<readonly Step[]>;
  /** The files of one run; throws `not_found`. */
  files(id: string): Promise<readonly RunFile[]>;
  /** Opens one file; throws `not_found`, also for a path that leads out of the folder. */
  open(id: string, path: string): Promise<OpenedFile>;
}
