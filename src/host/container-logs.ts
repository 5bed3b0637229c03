import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { engineError } from './engine-error.ts';
import type { Engine } from './engine.ts';

/** One line that a desktop logged. */
export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** The last `tail` lines of a desktop's log, oldest first. */
export async function lastLogLines(engine: Engine, id: string, tail: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { line } of logLines(engine, id, { tail })) lines.push(line);
  return lines;
}

/** A desktop's log lines; with `follow`, also those to come, until it stops or `signal` fires. */
export async function* logLines(
  engine: Engine,
  id: string,
  options: {
    readonly follow?: boolean;
    readonly tail?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): AsyncGenerator<LogLine> {
  const merged = new PassThrough({ objectMode: true });
  const source = await openLog(engine, id, options);
  const stop = () => {
    source.destroy?.();
    merged.end();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  // It may have fired while the log was being opened: then nobody will be told any more.
  if (options.signal?.aborted === true) stop();
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const readers = (['stdout', 'stderr'] as const).map(async (stream) => {
    for await (const line of createInterface({ input: streams[stream], crlfDelay: Infinity }))
      if (merged.writable) merged.write({ stream, line } satisfies LogLine);
  });
  engine.docker.modem.demuxStream(source, streams.stdout, streams.stderr);
  const end = () => {
    streams.stdout.end();
    streams.stderr.end();
  };
  source.once('end', end).once('close', end).once('error', end);
  void Promise.allSettled(readers).then(() => merged.end());
  try {
    for await (const line of merged) yield line as LogLine;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stop();
  }
}

interface LogSource extends NodeJS.ReadableStream {
  destroy?(): void;
}

/** Docker sends a finished log as one buffer and a followed one as a stream; both come back as a stream. */
async function openLog(
  engine: Engine,
  id: string,
  options: { readonly follow?: boolean; readonly tail?: number | undefined },
): Promise<LogSource> {
  const wanted = {
    stdout: true,
    stderr: true,
    ...(options.tail === undefined ? {} : { tail: options.tail }),
  };
  const container = engine.docker.getContainer(id);
  try {
    if (options.follow === true) return await container.logs({ ...wanted, follow: true });
    const whole = new PassThrough();
    whole.end(await container.logs({ ...wanted, follow: false }));
    return whole;
  } catch (error) {
    throw engineError('read the log', error);
  }
}
