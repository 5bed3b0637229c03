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

/** With these codes a folder is not meant for this user; with others it is, and something is wrong with it. */
export function isNotOurs(code: string): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(code);
}

/** What to tell of a folder in which nothing can be written, or that cannot be made, for that reason. */
export async function notWritable(folder: string, code: string): Promise<DeskhandError> {
  if (isFull(code)) {
    return new DeskhandError('not_ready', `${folder} is full${await amount(folder, code)}.`, {
      hint: `Make room there or give it a bigger volume: in the shell of "${SHELL}" files can be deleted. An anonymous volume goes with its container (docker rm -v).`,
    });
  }
  return new DeskhandError('not_ready', `${folder} ${whatIsWrong(code)}.`, { hint: whatToDo(folder, code) });
}

function whatIsWrong(code: string): string {
  if (code === 'ENOENT') return 'does not exist';
  return isNoFolder(code) ? `is not a folder (${code})` : `cannot be written (${code})`;
}

function whatToDo(folder: string, code: string): string {
  if (isNotOurs(code)) return `With a read-only root add a volume there: docker run -v ${folder} …`;
  if (isNoFolder(code)) return `Move away what lies there, in the shell of "${SHELL}".`;
  return `The system refused it with ${code}: look at the disk or the volume that is mounted there, and at the limits of the container.`;
}

function isNoFolder(code: string): boolean {
  return code === 'ENOTDIR' || code === 'EEXIST';
}

async function amount(folder: string, code: string): Promise<string> {
  if (code === 'EDQUOT') return ': its quota is used up';
  const size = await statfs(folder).catch(() => undefined);
  if (size === undefined) return '';
  if (size.bavail > 0 && size.ffree === 0) return `: it can take no more than ${size.files} files`;
  return ` (${Math.round((size.bsize * size.blocks) / 2 ** 20)} MB)`;
}
