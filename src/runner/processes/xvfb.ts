import type { ChildProcess } from 'node:child_process';
import type { Size } from '../../base/geometry.ts';
import type { Command, ProcessSpec, Teardown } from '../supervisor/process-spec.ts';
import { firstLine } from '../supervisor/lines.ts';

/** File descriptor on which Xvfb writes the display number once it accepts connections. */
const DISPLAY_FD = 3;

/** What the X server needs. */
export interface XvfbOptions {
  readonly display: string;
  readonly size: Size;
  readonly env: Readonly<Record<string, string>>;
  /** Removes what a dead X server left behind. */
  readonly prepare: () => Promise<void>;
  /** Resolves when the server answers a request. */
  readonly answers: () => Promise<unknown>;
  /** Called when the server's process has been started. */
  readonly spawned: () => void;
  /** Called once the server accepts connections; when it resolves, other programs may follow. */
  readonly up: (signal: AbortSignal) => Promise<Teardown>;
}

/** Xvfb's command line. Without GLX it starts in half the time and takes a quarter of the memory. */
export function xvfbCommand({ display, size, env }: Pick<XvfbOptions, 'display' | 'size' | 'env'>): Command {
  const screen = `${size.width}x${size.height}x24`;
  return {
    file: 'Xvfb',
    args: `${display} -screen 0 ${screen} -nolisten tcp -noreset -extension GLX -displayfd ${DISPLAY_FD}`.split(
      ' ',
    ),
    env,
    extraPipes: 1,
  };
}

/** The X server: everything else needs it. */
export function xvfb(options: XvfbOptions): ProcessSpec {
  return {
    name: 'xvfb',
    needs: [],
    after: [],
    onDemand: false,
    essential: true,
    restart: { maxFailures: 6, healthyAfterMs: 5000 },
    readyWithinMs: 10_000,
    stopWithinMs: 400,
    // Even a full-screen copy keeps it busy for milliseconds only.
    pulse: { everyMs: 500, silentLooks: 4, patientLooks: 16, ask: options.answers },
    command: () => xvfbCommand(options),
    prepare: options.prepare,
    async ready(child: ChildProcess, signal) {
      options.spawned();
      const announced = child.stdio[DISPLAY_FD];
      if (!announced || !('read' in announced))
        throw new Error('Xvfb was started without its announcement pipe');
      await firstLine(announced, /^\d+$/, signal);
      // Our own connection first: it takes milliseconds, but ten times as long beside a browser that starts.
      return options.up(signal);
    },
  };
}
