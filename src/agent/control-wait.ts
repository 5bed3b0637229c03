import type { ControlLease } from '../actions/control.ts';
import { toDeskhandError } from '../base/errors.ts';
import type { RunSink } from './run-sink.ts';

/**
 * Resolves once the agent holds the desktop; says in the sink that it waits. True when it had to wait.
 * Rejects with the signal's reason when aborted.
 */
export async function untilAgentHolds(
  control: ControlLease,
  sink: Pick<RunSink, 'progress' | 'state'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (control.holder === 'agent') return false;
  sink.state('waiting');
  sink.progress('A person has control of the desktop; waiting until they give it back.');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = control.onChange((holder) => {
    if (holder === 'agent') resolve();
  });
  const abort = (): void => reject(toDeskhandError(signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', abort);
  }
  sink.state('running');
  sink.progress('The desktop is back; going on.');
  return true;
}
