import type { DeskhandError } from '../base/errors.ts';
import type { Paint } from './paint.ts';

/**
 * Everything that a command says. Results go to stdout, all else to stderr. Commands know no other way to speak, so
 * what `--json`, `--quiet` and `--verbose` mean is decided here alone.
 */
export interface Output {
  /** Colours for text that goes to `result` and `info`. */
  readonly paint: Paint;
  /** The command's result: `value` for programs, `text` for people. At most one a command. */
  result(value: unknown, text: string): void;
  /** One item of a stream: a line of NDJSON for programs, `text` for people. */
  item(value: unknown, text: string): void;
  /** A picture as the result: its bytes on stdout, or base64 in a document for programs. */
  picture(picture: Picture): void;
  /** What goes on; silenced by `--quiet`. */
  info(message: string): void;
  /** Something to know that is no failure; silenced by `--quiet`. */
  warn(message: string): void;
  /** What only `--verbose` shows. */
  detail(message: string): void;
  /** What went wrong in the work that the result is about; people only, since the result's document holds it. */
  failure(failure: { readonly message: string; readonly hint?: string | undefined }): void;
  /** The error that ended the command, with its hint. */
  error(error: DeskhandError): void;
}

/** A picture's bytes and what they are. */
export interface Picture {
  readonly mediaType: string;
  readonly data: Uint8Array;
  /** False when the screen was still changing. */
  readonly settled: boolean;
}

/** Where text goes. */
export interface Sink {
  write(data: string | Uint8Array): unknown;
}

/** What an output is made of. */
export interface OutputOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly paint: Paint;
  readonly quiet: boolean;
  readonly verbose: boolean;
}
