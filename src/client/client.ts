import type { JsonObject } from '../base/json.ts';
import { TaskClient } from './tasks.ts';
import { createTransport } from './transport.ts';
import type { Address, Transport } from './transport.ts';
import type {
  ActionCall,
  ActionDescription,
  ActionReply,
  AddedCookies,
  CdpTarget,
  Control,
  Cookie,
  Dialect,
  Health,
  Observe,
  RawCall,
  Screenshot,
  ScreenshotOptions,
  Sight,
  Ticket,
  WireObservation,
} from './wire.ts';

/** How a call may be made. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How an action may be done. */
export interface PerformOptions extends CallOptions {
  /** When to look; default `settled`. */
  readonly observe?: Observe | undefined;
}

/**
 * One desktop over its HTTP contract. Every method throws DeskhandError: the server's own code, message and hint, or
 * `not_ready` when it does not answer.
 */
export class DesktopClient {
  readonly address: Address;
  readonly tasks: TaskClient;
  readonly #transport: Transport;

  constructor(address: Address, fetchImpl: typeof fetch = fetch) {
    this.address = address;
    this.#transport = createTransport(address, fetchImpl);
    this.tasks = new TaskClient(this.#transport, address);
  }

  /** Does one action and gives its result with what could be seen afterwards. */
  async perform(call: ActionCall, options: PerformOptions = {}): Promise<ActionReply> {
    return this.#perform(call, options);
  }

  /** Like {@link perform} for a call that only the desktop can check, `bad_input` where it is none: one that was typed in, or comes from a model. */
  async performRaw(call: RawCall, options: PerformOptions = {}): Promise<ActionReply> {
    return this.#perform(call, options);
  }

  /** Does a call of another vendor's computer tool (`openai`, `anthropic`, `gemini`, `ui-tars`, …) and gives the answer in that vendor's shape; throws {@link DialectError} with the answer that tells the model what failed. */
  async dialect(name: string, call: JsonObject, options: CallOptions = {}): Promise<JsonObject> {
    const path = `/v1/dialects/${encodeURIComponent(name)}`;
    return this.#json(path, { method: 'POST', body: call, signal: options.signal });
  }

  /** The names that {@link dialect} takes. */
  async dialects(options: CallOptions = {}): Promise<readonly Dialect[]> {
    return this.#json('/v1/dialects', options);
  }

  /** The actions that this desktop offers. */
  async actions(options: CallOptions = {}): Promise<readonly ActionDescription[]> {
    return this.#json('/v1/actions', options);
  }

  /** What can be seen: once the screen has settled, or (`now`) at once. */
  async observation(
    options: CallOptions & { readonly observe?: Sight | undefined } = {},
  ): Promise<WireObservation> {
    const { observe, signal } = options;
    return this.#json('/v1/observation', { query: { observe }, signal });
  }

  /** A picture of the display or of a region of it. */
  async screenshot(options: ScreenshotOptions & CallOptions = {}): Promise<Screenshot> {
    const { format, quality, scale, region, observe, signal } = options;
    const response = await this.#transport('/v1/screenshot', {
      query: {
        format,
        quality: quality?.toString(),
        scale: scale?.toString(),
        region:
          region === undefined ? undefined : [region.x, region.y, region.width, region.height].join(','),
        observe,
      },
      signal,
    });
    const [width = 0, height = 0] = (response.headers.get('x-size') ?? '').split('x').map(Number);
    return {
      mediaType: response.headers.get('content-type') ?? 'application/octet-stream',
      data: new Uint8Array(await response.arrayBuffer()),
      settled: response.headers.get('x-settled') === 'true',
      size: { width, height },
    };
  }

  /** A ticket that opens the viewer once. */
  async ticket(options: CallOptions = {}): Promise<Ticket> {
    return this.#json('/v1/tickets', { method: 'POST', signal: options.signal });
  }

  /** A link to the live desktop that works once and holds no token. */
  async link(options: CallOptions = {}): Promise<string> {
    const { ticket } = await this.ticket(options);
    const link = new URL('/', this.address.url);
    link.searchParams.set('ticket', ticket);
    return link.href;
  }

  /** Who holds the desktop, and what a person did the last time. */
  async control(options: CallOptions = {}): Promise<Control> {
    return this.#json('/v1/control', options);
  }

  /** Takes the desktop from the agent (`human`), whose input then is refused or waits, or gives it back (`agent`). */
  async hold(holder: Control['holder'], options: CallOptions = {}): Promise<Control> {
    return this.#json('/v1/control', { method: 'POST', body: { holder }, signal: options.signal });
  }

  /** The browser's cookies; throws `forbidden` unless the desktop was started with `DESKHAND_ALLOW_COOKIES`. */
  async cookies(options: CallOptions = {}): Promise<readonly Cookie[]> {
    return (await this.#json<{ readonly cookies: readonly Cookie[] }>('/v1/cookies', options)).cookies;
  }

  /** Adds cookies to the browser's and tells how many; throws like {@link cookies}. */
  async addCookies(cookies: readonly Cookie[], options: CallOptions = {}): Promise<AddedCookies> {
    return this.#json('/v1/cookies', { method: 'PUT', body: { cookies }, signal: options.signal });
  }

  /** The pages of the visible browser, each with the WebSocket that a CDP client opens with the token. */
  async cdpTargets(options: CallOptions = {}): Promise<readonly CdpTarget[]> {
    return this.#json('/cdp/json/list', options);
  }

  /** The WebSocket of the browser itself, for `connectOverCDP` and the like with the token as a header. */
  async cdpEndpoint(options: CallOptions = {}): Promise<string> {
    const version = await this.#json<{ readonly webSocketDebuggerUrl: string }>('/cdp/json/version', options);
    return version.webSocketDebuggerUrl;
  }

  /** What is counted, in Prometheus' text format. */
  async metrics(options: CallOptions = {}): Promise<string> {
    return (await this.#transport('/metrics', options)).text();
  }

  /** The OpenAPI document of this desktop. */
  async contract(options: CallOptions = {}): Promise<JsonObject> {
    return this.#json('/openapi.json', options);
  }

  /**
   * The state of the desktop's processes, also when it is not healthy. Under a host name that the desktop does not know it tells its
   * status alone; then nothing is known of the rest.
   */
  async health(options: CallOptions = {}): Promise<Health> {
    const told = await this.#json<Pick<Health, 'status'> & Partial<Health>>('/healthz', {
      ...options,
      accept: [503],
    });
    return { sandbox: 'unknown', display: '', processes: [], ...told };
  }

  /** Whether the desktop answers and is ready for actions. Throws only when `signal` fires. */
  async isReady(options: CallOptions = {}): Promise<boolean> {
    try {
      await (await this.#transport('/readyz', options)).body?.cancel();
      return true;
    } catch (error) {
      if (options.signal?.aborted === true) throw error;
      return false;
    }
  }

  async #perform(call: ActionCall | RawCall, { observe, signal }: PerformOptions): Promise<ActionReply> {
    const body = { ...call, ...(observe === undefined ? {} : { observe }) };
    return this.#json('/v1/actions', { method: 'POST', body, signal });
  }

  async #json<T>(path: string, options: Parameters<Transport>[1]): Promise<T> {
    return (await (await this.#transport(path, options)).json()) as T;
  }
}
