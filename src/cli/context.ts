import type { Readable, Writable } from 'node:stream';
import type { Engine } from '../host/engine.ts';
import type { Config } from './config-schema.ts';
import type { Flags } from './config.ts';
import type { Output } from './output.ts';

/** A process as a command sees it. */
export interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What every command is given. */
export interface Context {
  readonly process: Process;
  readonly output: Output;
  /** Fires at SIGINT and SIGTERM with the error that the command is to end with. */
  readonly signal: AbortSignal;
  /** Settings from file and environment, under these flags. */
  config(flags?: Flags): Promise<Config>;
  /** The Docker engine; throws `no_engine`. */
  engine(): Promise<Engine>;
}

/** The context of one command. Settings and engine are loaded when they are first asked for. */
export function createContext(
  process: Process,
  output: Output,
  signal: AbortSignal,
  configFile: string | undefined,
): Context {
  let engine: Promise<Engine> | undefined;
  return {
    process,
    output,
    signal,
    async config(flags = {}) {
      const { loadConfig } = await import('./config.ts');
      const { env, cwd } = process;
      return loadConfig({ env, cwd, file: configFile, flags });
    },
    async engine() {
      // Once connected it stays at hand: cleaning up after a signal needs it.
      if (engine === undefined) signal.throwIfAborted();
      engine ??= import('../host/engine.ts').then(({ connectEngine }) => connectEngine(process.env));
      return engine;
    },
  };
}
