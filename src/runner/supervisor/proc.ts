import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel tells of a process at one moment. */
export interface ProcessLook {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** One letter of proc_pid_stat(5): `R` runs or waits for a processor, `D` for the disk, `T` is stopped by a signal, `Z` has ended. */
  readonly state: string;
  /** Clock tick since the machine's start: with the pid it names one process for good. */
  readonly startedAt: number;
  /** Processor time that its main thread has had or has waited for, in ms. */
  readonly busyMs: number;
}

const TICK_MS = 10;

/** Looks at a process; undefined when there is none. Files of /proc are made from memory: reading them waits for nothing. */
export function lookAt(pid: number): ProcessLook | undefined {
  const stat = read(pid, 'stat');
  return stat === undefined ? undefined : parseStat(pid, stat, read(pid, 'schedstat'));
}

/** Looks at every process of a group. */
export function lookAtGroup(group: number): readonly ProcessLook[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    const stat = read(pid, 'stat');
    const look = stat === undefined ? undefined : parseStat(pid, stat, undefined);
    return look?.group === group ? [look] : [];
  });
}

/** A process's command line as it has it now, arguments separated by blanks; empty when it has ended. */
export function commandLine(pid: number): string {
  return (read(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

/** Whether a process is the first of a PID namespace of its own, in which all others end with it. */
export function isNamespaceInit(pid: number): boolean {
  return /^NSpid:.*\t\d+\t1$/m.test(read(pid, 'status') ?? '');
}

/** Reads proc_pid_stat(5) and, where the kernel has it, the schedstat beside it. Pure. */
export function parseStat(pid: number, stat: string, schedstat: string | undefined): ProcessLook {
  // The name before it is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? 0);
  const [ran, waited] = (schedstat ?? '').split(' ').map(Number);
  const ticks = number(11) + number(12);
  const known = ran !== undefined && waited !== undefined;
  return {
    pid,
    state: fields[0] ?? '',
    parent: number(1),
    group: number(2),
    startedAt: number(19),
    busyMs: known ? (ran + waited) / 1e6 : ticks * TICK_MS,
  };
}

function read(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended: ENOENT, or ESRCH when that happened in between.
    return undefined;
  }
}
