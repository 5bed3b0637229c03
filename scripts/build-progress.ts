/** How much of a failing step's output is worth reading. */
const FAILURE_LINES = 60;

/** Reads BuildKit's plain progress: passes on each step's name once, and keeps what explains a failure. */
export class BuildProgress {
  readonly #say: (line: string) => void;
  readonly #seen = new Set<string>();
  readonly #lines: string[] = [];
  #rest = '';

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Takes the next piece of output; pieces may end inside a line. */
  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** All that the failing step printed, then BuildKit's verdict; without a failing step the end of the output. */
  failure(): string {
    if (this.#rest !== '') this.#line(this.#rest);
    const step = this.#lines
      .map((line) => /^#\d+ (?=ERROR)/.exec(line)?.[0])
      .findLast((found) => found !== undefined);
    const said = step === undefined ? this.#lines : this.#lines.filter((line) => line.startsWith(step));
    return [...said.slice(-FAILURE_LINES), this.#lines.at(-1)].join('\n');
  }

  #line(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > 10 * FAILURE_LINES) this.#lines.shift();
    const step = /^#\d+ (\[(?!internal).*)$/.exec(line)?.[1];
    if (step === undefined || this.#seen.has(step)) return;
    this.#seen.add(step);
    this.#say(`  ${step.replaceAll(/\s+/g, ' ').slice(0, 110)}`);
  }
}
