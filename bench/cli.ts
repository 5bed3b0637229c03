import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How long the published command line takes to print its help: the whole life of the process, its cache warm. */
export async function measureHelp(n: number): Promise<readonly Measurement[]> {
  await execa('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  const times: number[] = [];
  for (let i = -2; i < n; i++) {
    const start = performance.now();
    await execa(process.execPath, ['dist/cli/main.js', '--help'], { cwd: ROOT });
    if (i >= 0) times.push(performance.now() - start);
  }
  return [{ name: '`deskhand --help`', unit: 'ms', summary: summarise(times), target: { atMost: 150 } }];
}
