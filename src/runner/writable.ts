import { randomBytes } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { DeskhandError } from '../base/errors.ts';

/** How to get at the files of a container that does not start. */
const SHELL = 'docker run --rm -it --volumes-from CONTAINER --entrypoint sh IMAGE';

/**
 * Why no file of `bytes` can be written in a folder: the system's code, such as `ENOSPC`; undefined where one can. It is tried, for permission
 * bits say nothing about read-only mounts and full disks. Nothing is left there, also when only half of it worked.
 */
export async function whyNotWritable(folder: string, bytes = 1): Promise<string | undefined> {
  const probe = `${folder}/.deskhand-probe-${process.pid}`;
  try {
    await writeFile(probe, randomBytes(bytes));
    return undefined;
  } catch (error) {
    return errorCode(error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

/** The system's code of an error; `unknown` for what has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/** Whether a code says that there is no room left, on the disk or in a quota. */
export function isFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** What to tell of a folder in which nothing can be written for that reason. */
export async function notWritable(folder: string, code: string): Promise<DeskhandError> {
  if (isFull(code)) {
    return new DeskhandError('not_ready', `${folder} is full${await amount(folder, code)}.`, {
      hint: `Make room there or give it a bigger volume: in the shell of "${SHELL}" files can be deleted. An anonymous volume goes with its container (docker rm -v).`,
    });
  }
  const what = code === 'ENOENT' ? 'does not exist' : `cannot be written (${code})`;
  return new DeskhandError('not_ready', `${folder} ${what}.`, {
    hint: `With a read-only root add a volume there: docker run -v ${folder} …`,
  });
}

async function amount(folder: string, code: string): Promise<string> {
  if (code === 'EDQUOT') return ': its quota is used up';
  const size = await statfs(folder).catch(() => undefined);
  if (size === undefined) return '';
  if (size.bavail > 0 && size.ffree === 0) return `: it can take no more than ${size.files} files`;
  return ` (${Math.round((size.bsize * size.blocks) / 2 ** 20)} MB)`;
}
