import type { Readable } from 'node:stream';
import { DeskhandError } from '../../base/errors.ts';

/** Resolves with the first line of a stream that matches; rejects with `not_ready` when the stream ends or the signal is aborted first. */
export function firstLine(stream: Readable, pattern: RegExp, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let rest = '';
    const finish = (settle: () => void) => {
      stream.off('data', onData);
      stream.off('end', onEnd);
      signal.removeEventListener('abort', onEnd);
      settle();
    };
    const onEnd = () => {
      finish(() => reject(new DeskhandError('not_ready', `it ended before it said ${String(pattern)}`)));
    };
    const onData = (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      const hit = lines.find((line) => pattern.test(line));
      if (hit !== undefined) finish(() => resolve(hit));
    };
    if (signal.aborted) return onEnd();
    stream.on('data', onData);
    stream.on('end', onEnd);
    signal.addEventListener('abort', onEnd);
  });
}
