import type { ChildProcess } from 'node:child_process';

/** Where a supervised process stands. `starting` includes waiting for what it needs. */
export type ProcessState = 'stopped' | 'starting' | 'ready' | 'backing_off' | 'failed';

/** What to execute: argv without a shell, the whole environment, and how many pipes to open beyond stderr (fd 3, 4, …). */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly extraPipes?: number;
}

/** Undoes what `ready` set up; called once when the process ends, for whatever reason. */
export type Teardown = () => Promise<void> | void;

/** How to go on after failures in a row. */
export interface RestartPolicy {
  /** Consecutive failures after which the process is given up. */
  readonly maxFailures: number;
  /** A process that stayed ready this long has proved itself: its failures are forgotten. */
  readonly healthyAfterMs: number;
}

/**
 * How a process is watched beyond its life: one that was stopped by a signal, or once it was ready has stopped answering, is ended
 * like one that died. One without `ask` is only seen to be stopped.
 */
export interface Pulse {
  /** Time between two looks, in ms. */
  readonly everyMs: number;
  /** Looks in a row without an answer and without any work of the process: it waits for something that does not come. */
  readonly silentLooks: number;
  /** Looks in a row without an answer although it works, or waits for a processor or a disk: it may be slow through no fault of its own. */
  readonly patientLooks: number;
  /** Resolves when the process serves. Asked again at the look after the answer, or the refusal, to the question before. */
  ask?(pid: number): Promise<unknown>;
  /** Looks, from readiness on, at what else belongs to the process, and may mend that; gives the reason when the process has to be ended. */
  inspect?(pid: number): string | undefined;
  /** The same while it starts: gives the reason when this start can come to nothing any more. */
  inspectStart?(pid: number): string | undefined;
}

/** The declaration of one supervised process. */
export interface ProcessSpec {
  /** Short and stable: shown in `/healthz`. */
  readonly name: string;
  /** Processes that must be ready first; when one of them ends, this one is stopped and started again after it. */
  readonly needs: readonly string[];
  /** Processes to wait for at a start, but not to follow when they end. */
  readonly after: readonly string[];
  /** Only started by `Supervisor.demand`. */
  readonly onDemand: boolean;
  /** Giving up on it ends the supervisor. */
  readonly essential: boolean;
  readonly restart: RestartPolicy;
  /** Time from the start to `ready`, in ms; longer counts as a failure. */
  readonly readyWithinMs: number;
  /** Time from SIGTERM to SIGKILL, in ms. */
  readonly stopWithinMs: number;
  /** Without it only the process's end is noticed. */
  readonly pulse?: Pulse;
  /** Time that the processes which it started get to end after it, in ms; left out, they are killed with it. */
  readonly lingerMs?: number | undefined;
  /** The command of the next start. Pure. */
  command(): Command;
  /** What must be done before each start, such as removing stale locks. */
  prepare?(): Promise<void>;
  /** Resolves once the process serves. The signal is aborted when it ended, or must. */
  ready(child: ChildProcess, signal: AbortSignal): Promise<Teardown | undefined>;
}

/** A process's state as `/healthz` shows it. */
export interface ProcessStatus {
  readonly name: string;
  readonly state: ProcessState;
  /** How often it was started again since the supervisor began. */
  readonly restarts: number;
}
