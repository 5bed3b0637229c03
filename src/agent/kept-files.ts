import { KEPT_FILES } from '../base/kept-file.ts';
import type { RunRecord } from '../runs/record.ts';

/** A file that came with a task. */
export interface TaskFileData {
  readonly name: string;
  readonly data: Buffer;
}

/** Most bytes of files that one record keeps: enough for documents to upload, too few to fill a disk with films. */
export const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Which files a record keeps, the smallest first until the cap is reached, and which are too much for it. */
export function chooseKept(files: readonly TaskFileData[], cap = MAX_KEPT_BYTES) {
  let room = cap;
  const kept = new Set<TaskFileData>();
  for (const file of files.toSorted((a, b) => a.data.length - b.data.length)) {
    room -= file.data.length;
    if (room >= 0) kept.add(file);
  }
  return { kept: files.filter((file) => kept.has(file)), left: files.filter((file) => !kept.has(file)) };
}

/** Puts a task's files into its record, so that its playbook can be replayed from there; `told` hears of what is left out. Returns the kept paths. */
export async function keepFiles(
  record: RunRecord,
  files: readonly TaskFileData[],
  told: (message: string) => void,
): Promise<readonly string[]> {
  const { kept, left } = chooseKept(files);
  for (const { name, data } of kept) await record.file(`${KEPT_FILES}/${name}`, data);
  if (left.length > 0) {
    const names = left.map(({ name }) => name).join(', ');
    told(
      `The record keeps at most ${MAX_KEPT_BYTES / 1024 ** 2} MiB of files; without ${names} its playbook cannot be replayed.`,
    );
  }
  return kept.map(({ name }) => `${KEPT_FILES}/${name}`);
}
