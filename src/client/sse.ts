/** One event of a `text/event-stream`. */
export interface ServerEvent {
  /** The `event` field; `message` when there was none. */
  readonly type: string;
  readonly data: string;
  /** The last id seen so far, this event's own included; undefined before the first. */
  readonly id: string | undefined;
}

/**
 * The events of a byte stream, as the HTML standard's "event stream interpretation" has them: CR, LF and CRLF end
 * lines, comments are skipped, `data` lines are joined, an event that the stream's end cuts off is dropped.
 */
export async function* parseEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const block = new EventBlock();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end may be the first half of a CRLF: it waits for the next chunk.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = block.take(line);
      if (event !== undefined) yield event;
    }
  }
}

/** Collects the lines between two blank lines. */
class EventBlock {
  private type = '';
  private data: string[] = [];
  private id: string | undefined;

  /** Takes one line; a blank one gives the event that it ends, if it carried data. */
  take(line: string): ServerEvent | undefined {
    if (line === '') return this.end();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return undefined;
  }

  private end(): ServerEvent | undefined {
    const { type, data, id } = this;
    this.type = '';
    this.data = [];
    return data.length === 0 ? undefined : { type: type || 'message', data: data.join('\n'), id };
  }
}
