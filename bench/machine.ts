import { cpus, release, totalmem } from 'node:os';
import { execa } from 'execa';
import type { Machine } from './result.ts';

/** What is measured on: this machine and its container engine. */
export async function thisMachine(): Promise<Machine> {
  const { stdout: engine } = await execa('docker', ['version', '--format', '{{.Server.Version}}']);
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    engine: engine.trim(),
  };
}
