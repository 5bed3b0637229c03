const FIRST_MS = 100;
const LONGEST_MS = 5000;

/**
 * Milliseconds to wait before the next start after `failures` failures in a row. The first restart is immediate, since
 * one crash says nothing about the next start; from the second on the wait doubles.
 */
export function backOffMs(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 2));
}
