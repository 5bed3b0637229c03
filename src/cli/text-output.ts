import type { DeskhandError } from '../base/errors.ts';
import type { Output, OutputOptions, Picture } from './output.ts';
import type { Paint } from './paint.ts';

/** For people: results as text on stdout, the rest as plain lines on stderr. */
export class TextOutput implements Output {
  readonly paint: Paint;
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    this.paint = options.paint;
    this.#options = options;
  }

  result(_value: unknown, text: string): void {
    if (text !== '') this.#options.stdout.write(`${text}\n`);
  }

  item(_value: unknown, text: string): void {
    this.#options.stdout.write(`${text}\n`);
  }

  picture({ data }: Picture): void {
    this.#options.stdout.write(data);
  }

  info(message: string): void {
    if (!this.#options.quiet) this.#options.stderr.write(`${message}\n`);
  }

  warn(message: string): void {
    this.info(`${this.paint('yellow', 'warning:')} ${message}`);
  }

  detail(message: string): void {
    if (this.#options.verbose) this.#options.stderr.write(`${this.paint('dim', message)}\n`);
  }

  failure(failure: { readonly message: string; readonly hint?: string | undefined }): void {
    const { stderr } = this.#options;
    stderr.write(`${this.paint('red', 'error:')} ${failure.message}\n`);
    if (failure.hint !== undefined) stderr.write(`${this.paint('cyan', 'hint:')} ${failure.hint}\n`);
  }

  error(error: DeskhandError): void {
    this.failure(error);
    this.detail(stackOf(error));
  }
}

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}
