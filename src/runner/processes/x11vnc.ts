import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { firstLine } from '../supervisor/lines.ts';
import { assertNotStopped } from '../supervisor/pulse.ts';
import type { Command, ProcessSpec } from '../supervisor/process-spec.ts';

/** How x11vnc listens: on a unix socket without a password, or on a TCP port with one. */
export type VncEndpoint =
  | { readonly socket: string }
  | { readonly port: number; readonly passwordFile: string };

/** What an x11vnc needs. */
export interface VncOptions {
  readonly name: string;
  readonly endpoint: VncEndpoint;
  readonly display: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onDemand: boolean;
  /** Written to the endpoint's file before each start; x11vnc deletes the file once read. */
  readonly password?: string;
}

// LibVNCServer walks every possible file descriptor for each client: with a limit of a billion that takes minutes.
const LOWER_NOFILE = 'ulimit -n 1024; exec x11vnc "$@"';

/** x11vnc's command line. `-rfbport 0 -rfbportv6 0` leaves no TCP socket open, neither IPv4 nor IPv6. */
export function vncCommand({
  endpoint,
  display,
  env,
}: Pick<VncOptions, 'endpoint' | 'display' | 'env'>): Command {
  const listen =
    'socket' in endpoint
      ? ['-unixsock', endpoint.socket, '-rfbport', '0', '-rfbportv6', '0', '-nopw']
      : ['-rfbport', String(endpoint.port), '-rfbportv6', '0', '-passwdfile', `rm:${endpoint.passwordFile}`];
  const args = [
    '-display',
    display,
    ...listen,
    '-forever',
    '-shared',
    '-norc',
    '-nolookup',
    '-nocmds',
    '-noremote',
    '-noipv6',
  ];
  return {
    file: 'sh',
    args: ['-c', LOWER_NOFILE, 'x11vnc', ...args, '-xkb', '-nodpms', '-wait', '20', '-defer', '10'],
    env,
  };
}

/** An x11vnc that serves the display. Not essential: the desktop works without a viewer. */
export function x11vnc(options: VncOptions): ProcessSpec {
  const { endpoint, password } = options;
  return {
    name: options.name,
    needs: ['xvfb'],
    after: [],
    onDemand: options.onDemand,
    essential: false,
    restart: { maxFailures: 8, healthyAfterMs: 5000 },
    readyWithinMs: 5000,
    stopWithinMs: 300,
    pulse: { everyMs: 1000, misses: 5, ask: assertNotStopped },
    command: () => vncCommand(options),
    async prepare() {
      if ('passwordFile' in endpoint)
        await writeFile(endpoint.passwordFile, `${password ?? ''}\n`, { mode: 0o600 });
    },
    async ready(child, signal) {
      const { stderr, stdout } = child;
      if (stderr === null || stdout === null) throw new Error('x11vnc was started without pipes');
      await Promise.race([
        'socket' in endpoint
          ? firstLine(stderr, /listening on unix socket/, signal)
          : firstLine(stdout, /^PORT=/, signal),
        once(child, 'exit', { signal }),
      ]);
      return undefined;
    },
  };
}
