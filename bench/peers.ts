import { execa } from 'execa';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

/** The spawned programs with which others act and look, run inside the same desktop on the same page. */
const PEERS: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['xdotool mousemove + click, spawned', ['xdotool', 'mousemove', '900', '600', 'click', '1']],
  [
    'xdotool mousemove + click --delay 0, spawned',
    ['xdotool', 'mousemove', '900', '600', 'click', '--delay', '0', '1'],
  ],
  ['scrot PNG, spawned', ['scrot', '-o', '/tmp/bench.png']],
  ['scrot JPEG, spawned', ['scrot', '-o', '-q', '75', '/tmp/bench.jpg']],
];

/** Times each program from the inside, so that `docker exec` is not counted. */
export async function measurePeers(container: string, n: number): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [name, argv] of PEERS) {
    const script = `
      const { spawnSync } = require('node:child_process');
      const times = [];
      for (let i = -3; i < ${n}; i++) {
        const start = performance.now();
        const { status, stderr } = spawnSync(${JSON.stringify(argv[0])}, ${JSON.stringify(argv.slice(1))});
        if (status !== 0) throw new Error(String(stderr));
        if (i >= 0) times.push(performance.now() - start);
      }
      process.stdout.write(JSON.stringify(times));`;
    const { stdout } = await execa('docker', ['exec', container, 'node', '-e', script]);
    measurements.push({ name, unit: 'ms', summary: summarise(JSON.parse(stdout) as number[]), peer: true });
  }
  return measurements;
}
