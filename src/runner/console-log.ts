import { format } from 'node:util';
import type { Log } from '../base/log.ts';

/** How libraries print, with the level that it has in the log. */
const METHODS = [
  ['error', 'error'],
  ['warn', 'warn'],
  ['info', 'info'],
  ['log', 'info'],
  ['debug', 'debug'],
] as const;

/**
 * What libraries print by `console`, and Node as a warning, goes into the log from now on: in its format, masked, and never to
 * stdout, which belongs to the answer of `run` and to the messages of `mcp`.
 */
export function consoleToLog(log: Log): void {
  for (const [method, level] of METHODS)
    console[method] = (...values: unknown[]) => log[level](format(...values));
  // Node's own listener is what prints them.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log.warn(`${name}: ${message}`));
}
