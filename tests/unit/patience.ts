import { vi } from 'vitest';

/** Vitest gives what is waited for one second, in ms; on a busy machine a step of some ms may take that long. */
const PATIENCE_MS = 20_000;

const { waitFor, waitUntil } = vi;

vi.waitFor = (check, options) => waitFor(check, patient(options));
vi.waitUntil = (check, options) => waitUntil(check, patient(options));

function patient<T extends { timeout?: number }>(options: number | T | undefined): number | T {
  return typeof options === 'number' ? options : ({ timeout: PATIENCE_MS, ...options } as T);
}
