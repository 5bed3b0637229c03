/**
 * Milliseconds since the epoch by a clock that only goes forward, at the pace of time: the wall clock of the process's start plus what
 * has passed since (High Resolution Time, `performance.timeOrigin`). For expiries and waits: a wall clock that is set back, or forward,
 * changes none of them.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
