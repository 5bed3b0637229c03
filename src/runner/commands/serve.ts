import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import { jsonLine } from '../log.ts';
import { takeLogFormat } from '../log-format.ts';
import { startDesktop } from '../start.ts';
import type { StartedDesktop } from '../start.ts';
import { untilSignal } from '../signals.ts';

/** `serve`: a desktop and its API until SIGTERM or SIGINT (exit 0), or until the desktop cannot be kept up (its error's exit code). */
export async function serve(args: readonly string[]): Promise<number> {
  const { rest, logFormat } = takeLogFormat(args);
  if (rest.length > 0) {
    throw new DeskhandError('bad_input', `serve takes --log-format only (it got "${rest.join(' ')}").`, {
      hint: 'Other settings are environment variables: docker run -e START_URL=… .',
    });
  }
  const { stopped } = untilSignal();
  const desktop = await startDesktop({ logFormat });
  const { runtime, log } = desktop;
  const stopping = new AbortController();
  void announce(desktop, stopping.signal);
  const end = await Promise.race([stopped, runtime.supervisor.gaveUp]);
  stopping.abort();
  if (typeof end !== 'string') log.error(`${end.message}; giving up`, { hint: end.hint });
  await desktop.stop();
  return typeof end === 'string' ? 0 : end.exitCode;
}

async function announce(
  { runtime, server, log, logFormat, link }: StartedDesktop,
  signal: AbortSignal,
): Promise<void> {
  const sandbox = await runtime.sandbox;
  if (!sandbox.on) log.warn(`Chromium's sandbox is off: ${sandbox.reason}`, { sandbox: 'off' });
  try {
    await runtime.ready(signal);
  } catch (error) {
    log.debug(toDeskhandError(error).message);
    return;
  }
  log.info('the desktop is ready', { port: server.port, uptime_ms: Math.round(performance.now()) });
  // Not through the log: it masks the token, and this line is how people get it.
  if (link === undefined) return;
  const line = `Watch it at ${link} (if you published another port, put that one in)`;
  process.stderr.write(logFormat === 'json' ? jsonLine('info', line, { link }) : `${line}\n`);
}
