import { globSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDesktopOptions } from './desktop.ts';

/** Where Debian and Ubuntu put it. */
const [LIBRARY] = globSync('/usr/lib/*/faketime/libfaketime.so.1');

/** Why no wall clock can be made to jump here; undefined when one can. */
export function noFakeClock(): string | undefined {
  return LIBRARY === undefined ? 'libfaketime is not installed here' : undefined;
}

/** A wall clock for the runner alone; the clocks that never jump go on as they are. */
export interface FakeClock extends AsyncDisposable {
  /** What a desktop has to be started with to have it. */
  readonly options: TestDesktopOptions;
  /** Puts the clock so many days ahead of this machine's, or, negative, behind it. */
  jumpTo(days: number): Promise<void>;
}

/**
 * A wall clock that can be made to jump while a desktop runs. libfaketime is loaded into tini and the runner only: the desktop's
 * processes get an environment of their own. Throws when it is not installed here.
 */
export async function fakeClock(): Promise<FakeClock> {
  if (LIBRARY === undefined) throw new Error('libfaketime is not installed here');
  const folder = await mkdtemp(join(tmpdir(), 'clock-'));
  // The desktop's user is somebody else.
  await chmod(folder, 0o755);
  const jumpTo = async (days: number): Promise<void> => {
    const next = join(folder, 'next');
    await writeFile(next, `${days < 0 ? '' : '+'}${days}d\n`);
    // It is read at each look at the clock: never may half of it be there.
    await rename(next, join(folder, 'offset'));
  };
  await jumpTo(0);
  return {
    options: {
      env: {
        LD_PRELOAD: '/opt/libfaketime.so.1',
        FAKETIME_TIMESTAMP_FILE: '/opt/clock/offset',
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
      mounts: { [LIBRARY]: '/opt/libfaketime.so.1', [folder]: '/opt/clock' },
    },
    jumpTo,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
