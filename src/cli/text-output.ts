import type { DeskhandError } from '../base/errors.ts';
import type { Output, OutputOptions, Picture, Sink } from './output.ts';
import { forTerminal } from './paint.ts';
import type { Paint } from './paint.ts';

/**
 * For people: results as text on stdout, the rest as plain lines on stderr. Models, pages and desktops have worded much of it, so
 * no control character but those of the paint gets through, and what goes on has its further lines indented: none of them can
 * pass for a line of ours.
 */
export class TextOutput implements Output {
  readonly paint: Paint;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.paint = options.paint;
    this.#options = options;
  }

  result(_value: unknown, text: string): void {
    if (text !== '') write(this.#options.stdout, text);
  }

  item(_value: unknown, text: string): void {
    write(this.#options.stdout, text);
  }

  picture({ data }: Picture): void {
    this.#options.stdout.write(data);
  }

  info(message: string): void {
    if (!this.#options.quiet) this.#say(message);
  }

  warn(message: string): void {
    this.info(`${this.paint('yellow', 'warning:')} ${message}`);
  }

  detail(message: string): void {
    if (this.#options.verbose) this.#say(this.paint('dim', message));
  }

  failure(failure: { readonly message: string; readonly hint?: string | undefined }): void {
    this.#say(`${this.paint('red', 'error:')} ${failure.message}`);
    if (failure.hint !== undefined) this.#say(`${this.paint('cyan', 'hint:')} ${failure.hint}`);
  }

  error(error: DeskhandError): void {
    this.failure(error);
    this.detail(stackOf(error));
  }

  #say(message: string): void {
    write(this.#options.stderr, message.replaceAll(/\r?\n/g, '\n  '));
  }
}

function write(sink: Sink, text: string): void {
  sink.write(`${forTerminal(text)}\n`);
}

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
