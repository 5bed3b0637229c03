import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

const MB = 1_000_000;

/**
 * The memory of an idle desktop with one page: what the kernel counts for the container's cgroup less the inactive file
 * cache, which is what `docker stats` shows.
 */
export async function measureMemory(container: string, samples = 5): Promise<Measurement> {
  const values: number[] = [];
  for (let i = 0; i < samples; i++) {
    await sleep(1000);
    const { stdout } = await execa('docker', [
      'stats',
      '--no-stream',
      '--format',
      '{{.MemUsage}}',
      container,
    ]);
    values.push(parseBytes(stdout.split('/')[0]?.trim() ?? '') / MB);
  }
  return { name: 'idle memory, one page', unit: 'MB', summary: summarise(values), target: { atMost: 300 } };
}

function parseBytes(text: string): number {
  const match = /^([\d.]+)\s*([KMG]?)(i?)B$/.exec(text);
  if (match === null) throw new Error(`Not an amount of memory: "${text}"`);
  const base = match[3] === 'i' ? 1024 : 1000;
  return Number(match[1]) * base ** ['', 'K', 'M', 'G'].indexOf(match[2] ?? '');
}
