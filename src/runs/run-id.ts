import { randomBytes } from 'node:crypto';

const PATTERN = /^\d{8}-\d{6}-[0-9a-f]{4,16}$/;

/** A new run id such as `20261122-153000-ab12`: UTC time, then four random hex digits. Ids sort by time. */
export function newRunId(now: Date = new Date(), random: string = randomBytes(2).toString('hex')): string {
  const [date = '', time = ''] = now.toISOString().split(/[T.]/);
  return `${date.replaceAll('-', '')}-${time.replaceAll(':', '')}-${random}`;
}

/** Whether a text can be a run id; nothing else is ever joined to a path. */
export function isRunId(text: string): boolean {
  return PATTERN.test(text);
}
