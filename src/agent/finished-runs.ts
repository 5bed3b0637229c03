import type { EventLog } from './event-log.ts';
import type { RunHead } from './events.ts';

/** Heads are about a kilobyte each; older ones are read from their folders. */
const HEADS = 1000;
/** Events hold whole runs. Whoever has just lost the connection to one still finds them under the same numbers. */
const LOGS = 4;

/** What is kept in memory of runs that have ended: bounded, whatever a desktop does in its life. The rest is in the run folders. */
export class FinishedRuns {
  readonly #heads: Map<string, RunHead>;
  readonly #logs = new Map<string, EventLog>();

  /** `earlier`: runs of earlier processes, oldest first. */
  constructor(earlier: readonly RunHead[]) {
    this.#heads = new Map(earlier.slice(-HEADS).map((head) => [head.id, head]));
  }

  /** Adds the newest run. */
  add(head: RunHead, log: EventLog): void {
    this.#heads.set(head.id, head);
    this.#logs.set(head.id, log);
    dropOldest(this.#heads, HEADS);
    dropOldest(this.#logs, LOGS);
  }

  /** A run's final head, if it is among the newest thousand. */
  head(id: string): RunHead | undefined {
    return this.#heads.get(id);
  }

  /** A run's events as they were told, if it is among the newest few. */
  log(id: string): EventLog | undefined {
    return this.#logs.get(id);
  }

  /** The heads, oldest first. */
  heads(): readonly RunHead[] {
    return [...this.#heads.values()];
  }
}

function dropOldest(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}
