import type { RunHead } from '../agent/events.ts';
import { followRun } from './run-events.ts';
import type { FollowOptions, IndexedEvent } from './run-events.ts';
import type { Address, Transport } from './transport.ts';
import type { RunFile, TaskRequest, TraceContext } from './wire.ts';

/** The tasks of one desktop. A desktop does one at a time. */
export class TaskClient {
  readonly #transport: Transport;
  readonly #address: Address;

  constructor(transport: Transport, address: Address) {
    this.#transport = transport;
    this.#address = address;
  }

  /**
   * Starts a task and gives its head; throws `busy` while another one runs and `bad_input` for a bad request. What the run asks of
   * others belongs to `trace`.
   */
  async submit(request: TaskRequest, signal?: AbortSignal, trace?: TraceContext): Promise<RunHead> {
    const headers = {
      ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
      ...(trace?.tracestate === undefined ? {} : { tracestate: trace.tracestate }),
    };
    const response = await this.#transport('/v1/tasks', { method: 'POST', body: request, headers, signal });
    return (await response.json()) as RunHead;
  }

  /** All tasks since the desktop started, oldest first. */
  async list(signal?: AbortSignal): Promise<readonly RunHead[]> {
    return (await (await this.#transport('/v1/tasks', { signal })).json()) as readonly RunHead[];
  }

  /** A task's state and totals. */
  async get(id: string, signal?: AbortSignal): Promise<RunHead> {
    return (await (await this.#transport(path(id), { signal })).json()) as RunHead;
  }

  /** A task's events in order until it has ended; survives broken connections. */
  events(id: string, options: FollowOptions = {}): AsyncGenerator<IndexedEvent> {
    return followRun(this.#transport, this.#address, id, options);
  }

  /** Cancels a task and gives its state. */
  async cancel(id: string, signal?: AbortSignal): Promise<RunHead> {
    const response = await this.#transport(path(id, 'cancel'), { method: 'POST', signal });
    return (await response.json()) as RunHead;
  }

  /** Lets a task stop before its next step. */
  pause(id: string, signal?: AbortSignal): Promise<RunHead> {
    return this.#steer(id, 'pause', undefined, signal);
  }

  /** Lets a paused task go on. */
  resume(id: string, signal?: AbortSignal): Promise<RunHead> {
    return this.#steer(id, 'resume', undefined, signal);
  }

  /** Answers the question that a task waits with. */
  answer(id: string, answer: string, signal?: AbortSignal): Promise<RunHead> {
    return this.#steer(id, 'answer', { answer }, signal);
  }

  /** Allows or refuses the act that a task waits with; with its number, only that one. */
  confirm(id: string, allow: boolean, number?: number, signal?: AbortSignal): Promise<RunHead> {
    return this.#steer(id, 'confirm', { allow, ...(number === undefined ? {} : { number }) }, signal);
  }

  async #steer(
    id: string,
    what: string,
    body: object | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RunHead> {
    const options = { method: 'POST', signal, ...(body === undefined ? {} : { body }) } as const;
    return (await (await this.#transport(path(id, what), options)).json()) as RunHead;
  }

  /** The files of a task's run folder as they are now. */
  async files(id: string, signal?: AbortSignal): Promise<readonly RunFile[]> {
    return (await (await this.#transport(path(id, 'files'), { signal })).json()) as readonly RunFile[];
  }

  /** The bytes of one file of the run folder. */
  async readFile(id: string, file: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#transport(path(id, 'files', ...file.split('/')), { signal });
    return new Uint8Array(await response.arrayBuffer());
  }
}

function path(id: string, ...rest: readonly string[]): string {
  return ['/v1/tasks', ...[id, ...rest].map((part) => encodeURIComponent(part))].join('/');
}
