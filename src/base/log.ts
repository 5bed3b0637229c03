/** Where the runner's and the CLI's log lines go: one sentence and plain fields. Implementations mask secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log that keeps nothing, for tests and library use. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
