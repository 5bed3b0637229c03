import { DeskhandError } from '../base/errors.ts';

/** SIGINT and SIGTERM as an abort signal. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal has come. */
  exitCode(): number | undefined;
  /** Stops listening. */
  release(): void;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** A second signal within this time of the first is the same one: npm passes a terminal's Ctrl-C on once more. */
const SAME_SIGNAL_MS = 1000;

/** Listens for SIGINT and SIGTERM. The first one aborts, so that the command cleans up; a later one calls `giveUp`. */
export function listenForInterruption(options: {
  readonly target: Pick<NodeJS.Process, 'on' | 'off'>;
  readonly onFirst: (signal: string) => void;
  readonly giveUp: (exitCode: number) => void;
}): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  let first = 0;
  const handle = (signal: NodeJS.Signals) => {
    const exitCode = signal === 'SIGTERM' ? CODES.SIGTERM : CODES.SIGINT;
    if (code === undefined) {
      code = exitCode;
      first = performance.now();
      options.onFirst(signal);
      controller.abort(new DeskhandError('cancelled', `Interrupted by ${signal}.`));
    } else if (performance.now() - first > SAME_SIGNAL_MS) options.giveUp(exitCode);
  };
  options.target.on('SIGINT', handle).on('SIGTERM', handle);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => void options.target.off('SIGINT', handle).off('SIGTERM', handle),
  };
}
