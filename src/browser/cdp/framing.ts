const NUL = 0;

/** One CDP message as it goes over the pipe: JSON in UTF-8, ended by a NUL byte. */
export function encodeMessage(message: object): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\0`, 'utf8');
}

/**
 * Cuts a byte stream at NUL bytes. `push` returns the complete messages that a chunk ended, in order; what is left over
 * waits for the next chunk, so a message (or a UTF-8 character) may be split anywhere.
 */
export class MessageSplitter {
  readonly #parts: Buffer[] = [];

  /** The texts of the messages that `chunk` completes. */
  push(chunk: Buffer): string[] {
    const messages: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(NUL); end >= 0; end = rest.indexOf(NUL)) {
      messages.push(this.#complete(rest.subarray(0, end)));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#parts.push(rest);
    return messages.filter((message) => message !== '');
  }

  #complete(last: Buffer): string {
    if (this.#parts.length === 0) return last.toString('utf8');
    const whole = Buffer.concat([...this.#parts, last]);
    this.#parts.length = 0;
    return whole.toString('utf8');
  }
}
