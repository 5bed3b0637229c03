import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { DesktopClient } from '../src/client/client.ts';

/** The label on every container that the bench makes. */
export const BENCH_LABEL = 'io.deskhand.bench';

/** The `docker run` flags for the same hardening as the CLI's. */
export function hardenedFlags(): readonly string[] {
  const seccomp = fileURLToPath(new URL('../image/seccomp.json', import.meta.url));
  return [
    '--read-only',
    '--volume=/tmp',
    '--volume=/home/desk',
    '--cap-drop=ALL',
    '--shm-size=1g',
    '--security-opt=no-new-privileges',
    `--security-opt=seccomp=${seccomp}`,
    '--pids-limit=2048',
    '--memory=4g',
    '--ulimit=nofile=8192:8192',
  ];
}

/** A desktop for measuring, removed when disposed of. */
export interface BenchDesktop extends AsyncDisposable {
  readonly id: string;
  readonly client: DesktopClient;
}

/** Starts a desktop and waits until it is ready. */
export async function startBenchDesktop(image: string): Promise<BenchDesktop> {
  const token = randomBytes(16).toString('hex');
  const flags = [
    ...hardenedFlags(),
    '--label',
    `${BENCH_LABEL}=actions`,
    '-p',
    '127.0.0.1:0:6080',
    '-e',
    'DESKHAND_TOKEN',
  ];
  // The page that is measured on is served by this machine.
  const page = ['-e', 'ALLOWED_PRIVATE_HOSTS=host.docker.internal'];
  const more = ['--add-host', 'host.docker.internal:host-gateway', ...page];
  const { stdout } = await execa('docker', ['run', '-d', ...flags, ...more, image], {
    env: { DESKHAND_TOKEN: token },
  });
  const id = stdout.trim();
  const { stdout: address } = await execa('docker', ['port', id, '6080/tcp']);
  const client = new DesktopClient({ url: `http://${address.split('\n')[0]?.trim()}`, token });
  while (!(await client.isReady())) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    id,
    client,
    async [Symbol.asyncDispose]() {
      await execa('docker', ['rm', '-fv', id]);
    },
  };
}
