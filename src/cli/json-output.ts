import { onOneLine } from '../base/control-characters.ts';
import type { DeskhandError } from '../base/errors.ts';
import type { OutputOptions, Picture } from './output.ts';
import { TextOutput } from './text-output.ts';

/**
 * For programs: one JSON document on stdout, also for an error (`{"error":{code,message,hint}}`), or one a line for
 * a stream. Progress and warnings stay plain lines on stderr.
 */
export class JsonOutput extends TextOutput {
  readonly #options: OutputOptions;

  constructor(options: OutputOptions) {
    super(options);
    this.#options = options;
  }

  override result(value: unknown, _text: string): void {
    this.#write(value);
  }

  override item(value: unknown, _text: string): void {
    this.#write(value);
  }

  override picture({ mediaType, data, settled }: Picture): void {
    this.#write({ media_type: mediaType, data: Buffer.from(data).toString('base64'), settled });
  }

  override error(error: DeskhandError): void {
    this.#write({ error: error.toJSON() });
    if (this.#options.verbose) super.error(error);
  }

  #write(value: unknown): void {
    // JSON itself escapes C0 alone; C1 and what turns the direction of writing would reach a terminal.
    this.#options.stdout.write(`${onOneLine(JSON.stringify(value))}\n`);
  }
}
