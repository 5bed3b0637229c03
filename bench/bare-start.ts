import { execa } from 'execa';
import { hardenedFlags } from './desktop.ts';

/**
 * Milliseconds that the least container of this image takes: `docker run` with a desktop's own hardening, in which Node
 * starts and ends. Other times from `docker run` on are held against it, as it is the machine's and the engine's share.
 */
export async function measureBareStart(image: string, n: number): Promise<readonly number[]> {
  const flags = [...hardenedFlags(), '--rm', '--no-healthcheck', '--entrypoint', '/usr/local/bin/node'];
  const times: number[] = [];
  for (let i = -1; i < n; i++) {
    const start = performance.now();
    await execa('docker', ['run', ...flags, image, '-e', '0']);
    if (i >= 0) times.push(performance.now() - start);
  }
  return times;
}
