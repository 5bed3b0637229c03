import type { Duplex, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { DeskhandError } from '../base/errors.ts';
import { engineError, engineMessage } from './engine-error.ts';
import type { Engine } from './engine.ts';

/** The streams that a command in a desktop is joined to. */
export interface ExecStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The terminal's size, where there is one: then the command gets a terminal too. */
  readonly terminal?: { readonly columns: number; readonly rows: number } | undefined;
  /** Lets go of the command; like `docker exec`, it cannot end it. */
  readonly signal: AbortSignal;
}

/** What a container's configuration may hold that no program of the desktop should inherit. */
const WITHHELD = ['DESKHAND_TOKEN', 'XAI_API_KEY', 'VNC_PASSWORD'];

/** Runs a command in a desktop, joined to the streams, and gives its exit code. The desktop's secrets are withheld from it. */
export async function execInDesktop(
  engine: Engine,
  id: string,
  argv: readonly string[],
  streams: ExecStreams,
): Promise<number> {
  const tty = streams.terminal !== undefined;
  try {
    const exec = await engine.docker.getContainer(id).exec({
      Cmd: [...argv],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: tty,
      Env: WITHHELD.map((name) => `${name}=`),
    });
    const duplex = await exec.start({ hijack: true, stdin: true, Tty: tty });
    if (streams.terminal !== undefined)
      await exec.resize({ w: streams.terminal.columns, h: streams.terminal.rows }).catch(() => undefined);
    await join(engine, duplex, streams);
    return (await exec.inspect()).ExitCode ?? 1;
  } catch (error) {
    streams.signal.throwIfAborted();
    const message = engineMessage(error);
    if (/executable file not found|no such file or directory/i.test(message))
      throw new DeskhandError('not_found', `The desktop has no program "${argv[0] ?? ''}".`, {
        cause: error,
      });
    throw engineError('run the command', error);
  }
}

async function join(engine: Engine, duplex: Duplex, streams: ExecStreams): Promise<void> {
  // The command may end before its input does: what is still on its way then fails, and that is no error.
  duplex.on('error', () => undefined);
  if (streams.terminal === undefined) engine.docker.modem.demuxStream(duplex, streams.stdout, streams.stderr);
  else duplex.pipe(streams.stdout, { end: false });
  streams.stdin.pipe(duplex);
  try {
    await finished(duplex, { writable: false, signal: streams.signal }).catch((error: unknown) => {
      if (!brokeOff(error)) throw error;
    });
  } finally {
    streams.stdin.unpipe(duplex);
    streams.stdin.pause();
    duplex.destroy();
  }
}

function brokeOff(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ECONNRESET';
}
