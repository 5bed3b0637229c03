import { execFile } from 'node:child_process';

/** Whether Chromium's own sandbox can be used, and why not. */
export type Sandbox = { readonly on: true } | { readonly on: false; readonly reason: string };

/** Runs a program and tells its exit code and error output. */
export type Probe = (file: string, args: readonly string[]) => Promise<{ code: number; stderr: string }>;

/**
 * Does what Chromium's zygote does first: new user, PID and network namespaces, then a chroot inside them. Where the
 * kernel, seccomp or AppArmor refuses one of these, Chromium would die at start. As root Chromium refuses by itself.
 */
export async function detectSandbox(uid: number, probe: Probe = run): Promise<Sandbox> {
  if (uid === 0) return { on: false, reason: 'Chromium has no sandbox when it runs as root' };
  const { code, stderr } = await probe('unshare', [
    '--user',
    '--map-root-user',
    '--pid',
    '--net',
    '--fork',
    'chroot',
    '/',
    'true',
  ]);
  if (code === 0) return { on: true };
  const detail = stderr.trim().split('\n')[0] ?? '';
  return { on: false, reason: `user namespaces are refused here${detail === '' ? '' : ` (${detail})`}` };
}

function run(file: string, args: readonly string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: 2000, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
      (error, _stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
        resolve({ code, stderr: stderr === '' && error !== null ? error.message : stderr });
      },
    );
  });
}
