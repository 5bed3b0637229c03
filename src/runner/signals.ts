/** Signals that ask for an orderly end. */
export type StopSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

const SIGNALS: readonly StopSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Exit codes by convention: 128 plus the signal's number. */
export const SIGNAL_EXIT: Readonly<Record<StopSignal, number>> = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 };

/** Catches the first stop signal from now on; a second one ends the process at once. */
export function untilSignal(): { readonly stopped: Promise<StopSignal>; readonly signal: AbortSignal } {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(SIGNAL_EXIT[name]);
      resolve(name);
      controller.abort(name);
    });
  }
  return { stopped: promise, signal: controller.signal };
}
