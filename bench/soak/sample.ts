import { execa } from 'execa';
import type { DesktopClient } from '../../src/client/client.ts';

/** What runs in a desktop's container at one moment. */
export interface Sample {
  /** Anonymous memory of the whole cgroup in bytes: without the file cache, which fills whatever it may. */
  readonly memory: number;
  /** Objects of the runner that have outlived two collections, in bytes: what it keeps, and what is not collected yet. */
  readonly oldObjects: number;
  readonly processes: readonly ProcessSample[];
}

/** One process. */
export interface ProcessSample {
  readonly pid: number;
  /** `comm`, which all of Chromium's processes share; `runner` for the runner. */
  readonly name: string;
  /** Anonymous memory that is resident, in bytes. */
  readonly memory: number;
  readonly files: number;
  readonly isZombie: boolean;
}

// cgroup v2 calls it anon, v1 total_rss. The files of the runner and of tini cannot be counted from outside: they are not dumpable.
const SCRIPT = `
cat /sys/fs/cgroup/memory.stat /sys/fs/cgroup/memory/memory.stat 2>/dev/null | awk '$1 == "anon" || $1 == "total_rss" { print "cgroup", $2 }'
for p in /proc/[0-9]*; do
  [ "\${p#/proc/}" != $$ ] || continue
  awk -v files=$(ls $p/fd 2>/dev/null | wc -l) '
    /^Name:/ { name = $2 } /^State:/ { state = $2 } /^Pid:/ { pid = $2 } /^PPid:/ { parent = $2 } /^RssAnon:/ { rss = $2 }
    END { if (name != "") print "process", pid, parent, state, rss * 1024, files, name }' $p/status 2>/dev/null
done; true`;

/** Looks into the container as the desktop's own user; the runner's open files come from its metrics. */
export async function takeSample(container: string, { address }: DesktopClient): Promise<Sample> {
  const headers = { authorization: `Bearer ${address.token}` };
  const answer = await fetch(new URL('/metrics', address.url), { headers });
  const metrics = await answer.text();
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}: ${metrics.slice(0, 500)}`);
  const { stdout } = await execa('docker', ['exec', container, 'sh', '-c', SCRIPT]);
  return parseSample(stdout, metrics);
}

/** Reads the script's lines and the runner's metrics; leaves out what docker exec has started. Throws when one of them lacks what is needed. */
export function parseSample(text: string, metrics: string): Sample {
  const rows = text.split('\n').map((line) => line.trim().split(' '));
  const memory = rows.find(([kind]) => kind === 'cgroup')?.[1];
  if (memory === undefined) throw new Error('The container shows no memory.stat of its cgroup.');
  const runnerFiles = metric(metrics, 'process_open_fds');
  const oldObjects = metric(metrics, 'nodejs_heap_space_size_used_bytes{space="old"}');
  const processes = rows.flatMap(([kind, pid, parent, state, rss, files, name]) => {
    // What docker exec starts has no parent inside; only the container's first process has none of right.
    if (kind !== 'process' || (parent === '0' && pid !== '1')) return [];
    const isRunner = name === 'MainThread' || name === 'node';
    return [
      {
        pid: Number(pid),
        name: isRunner ? 'runner' : (name ?? ''),
        memory: Number(rss),
        files: isRunner ? runnerFiles : Number(files),
        isZombie: state === 'Z',
      },
    ];
  });
  return { memory: Number(memory), oldObjects, processes };
}

function metric(metrics: string, name: string): number {
  const line = metrics.split('\n').find((line) => line.startsWith(`deskhand_runner_${name} `));
  if (line === undefined) throw new Error(`The runner's metrics lack ${name}: ${metrics.slice(0, 500)}`);
  return Number(line.slice(line.lastIndexOf(' ')));
}
