import { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { RunStore } from '../runs/record.ts';
import type { RunHead } from './events.ts';

/**
 * Runs that other processes have recorded in the same folder: earlier ones of this desktop, or those of other desktops. One that says
 * it runs while its process is dead was interrupted: that is told to whoever looks, and its record is finished then. Where it cannot
 * be known whether the process lives, the record is left alone and told as it stands.
 */
export class EarlierRuns {
  readonly #runs: RunStore;
  readonly #log: Log;
  /** Runs that went on when they were last looked at. */
  readonly #going = new Set<string>();
  #mending = Promise.resolve();

  constructor(runs: RunStore, log: Log) {
    this.#runs = runs;
    this.#log = log;
  }

  /** The heads of those that have ended or were interrupted, oldest first; none when the folder cannot be read. */
  async ended(): Promise<readonly RunHead[]> {
    try {
      const heads = await Promise.all((await this.#runs.list()).map((head) => this.#judge(head)));
      return heads.filter(({ state }) => state === 'ended');
    } catch (error) {
      this.#log.error('Could not read the records of earlier runs', { error: String(error) });
      return [];
    }
  }

  /** The heads, as they are now, of those that went on when {@link ended} looked: other desktops' own. */
  async others(): Promise<readonly RunHead[]> {
    const heads = await Promise.all([...this.#going].map((id) => this.read(id)));
    return heads.filter((head) => head !== undefined);
  }

  /** A run's head as it is now; undefined when there is none. */
  async read(id: string): Promise<RunHead | undefined> {
    const head = await this.#runs.read(id);
    return head === undefined ? undefined : this.#judge(head);
  }

  async #judge(head: RunHead): Promise<RunHead> {
    if (head.state === 'ended') return head;
    if ((await this.#runs.isAlive(head.id)) !== false) {
      this.#going.add(head.id);
      return head;
    }
    // It may have ended between the two looks.
    const again = await this.#runs.read(head.id);
    if (again?.state === 'ended') return again;
    const told = interrupted(head);
    this.#mend(told);
    return told;
  }

  /** One after another, in the background: a report takes a moment, and nobody waits for it. */
  #mend(head: RunHead): void {
    this.#mending = this.#mending
      .then(() => this.#runs.mend(head))
      .catch((error: unknown) =>
        this.#log.warn('Could not finish an old record', { run: head.id, error: String(error) }),
      );
  }
}

/** What a call is refused with that is only for the desktop that runs this run. */
export function runsElsewhere(id: string): DeskhandError {
  return new DeskhandError('busy', `Run ${id} is running on another desktop.`, {
    hint: 'Follow, steer or cancel it there; here it can be looked at, and gone on from once it has ended.',
  });
}

function interrupted(head: RunHead): RunHead {
  const { question: _, confirmation: __, ...rest } = head;
  return {
    ...rest,
    state: 'ended',
    outcome: 'failed',
    error: {
      code: 'internal',
      message: 'The runner stopped before this run had ended.',
      hint: `A task with {"resume": "${head.id}"} goes on from where it was.`,
    },
  };
}
