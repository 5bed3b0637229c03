import { once } from 'node:events';
import { firstLine } from '../supervisor/lines.ts';
import type { Command, ProcessSpec } from '../supervisor/process-spec.ts';

/** What the x11vnc needs. */
export interface VncOptions {
  /** Unix socket to listen on, in a folder that only the runner may enter. */
  readonly socket: string;
  readonly display: string;
  readonly env: Readonly<Record<string, string>>;
  /** Asks it whether it serves: rejects only when that is its own fault. */
  readonly ask: () => Promise<void>;
}

// LibVNCServer walks every possible file descriptor for each client: with a limit of a billion that takes minutes.
const LOWER_NOFILE = 'ulimit -n 1024; exec x11vnc "$@"';

/** x11vnc's command line. `-rfbport 0 -rfbportv6 0` leaves no TCP socket open, neither IPv4 nor IPv6: clients come by the runner, which asks who they are. */
export function vncCommand({ socket, display, env }: Omit<VncOptions, 'ask'>): Command {
  const args = [
    '-display',
    display,
    '-unixsock',
    socket,
    '-rfbport',
    '0',
    '-rfbportv6',
    '0',
    '-nopw',
    '-forever',
    '-shared',
    '-norc',
    '-nolookup',
    '-nocmds',
    '-noremote',
    '-noipv6',
    // Keys and pointer of its clients are played by the runner; it carries the clipboard, and leaves the keys' repeating alone.
    '-input',
    'C',
    '-repeat',
    // Left to itself it measures its first client's line, and for five seconds serves nobody.
    '-speeds',
    'lan',
  ];
  return {
    file: 'sh',
    args: ['-c', LOWER_NOFILE, 'x11vnc', ...args, '-nodpms', '-wait', '20', '-defer', '10'],
    env,
  };
}

/** The x11vnc that serves the display, started with the first viewer. Not essential: the desktop works without a viewer. */
export function x11vnc(options: VncOptions): ProcessSpec {
  return {
    name: 'vnc',
    needs: ['xvfb'],
    after: [],
    onDemand: true,
    essential: false,
    restart: { maxFailures: 8, healthyAfterMs: 5000 },
    readyWithinMs: 5000,
    stopWithinMs: 300,
    pulse: { everyMs: 500, silentLooks: 5, patientLooks: 16, ask: options.ask },
    command: () => vncCommand(options),
    async ready(child, signal) {
      const { stderr } = child;
      if (stderr === null) throw new Error('x11vnc was started without pipes');
      await Promise.race([
        firstLine(stderr, /listening on unix socket/, signal),
        once(child, 'exit', { signal }),
      ]);
      return undefined;
    },
  };
}
