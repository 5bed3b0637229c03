import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import type { CdpConnection, RawEvent } from './connection.ts';
import { parseGuestMessage, RPC } from './guest-message.ts';
import type { GuestMessage } from './guest-message.ts';
import { judge } from './guest-policy.ts';

/** A client from outside. */
export interface GuestOptions {
  /** Takes one message for the client. */
  readonly send: (text: string) => void;
  /** Whether the agent's side may act now; asked for each command. */
  readonly mayAct: () => boolean;
  /** Speak with this target alone instead of with the browser. */
  readonly targetId?: string | undefined;
}

/** A guest's end of the connection. */
export interface GuestConnection {
  /** Takes one message from the client. */
  receive(text: string): void;
  /** Ends every session that the guest has; resolves once Chromium has let go of them. Never rejects. */
  close(): Promise<void>;
  /** Resolves when the guest asked to leave, or its target or the browser has gone. */
  readonly ended: Promise<void>;
}

interface House {
  readonly connection: CdpConnection;
  readonly tabCount: () => number;
}

/** How long Chromium may take to let go of a guest's sessions, in ms. */
const DETACH_MS = 2000;

/**
 * One client of the shared pipe. It has a browser session of its own, and below it only sessions that Chromium announced
 * to it: another guest's, or the runner's, it can neither name nor hear. When its browser session is detached, Chromium
 * itself takes back the rest: child sessions, emulation, interception, paused targets, contexts.
 */
export class Guest implements GuestConnection {
  readonly #house: House;
  readonly #options: GuestOptions;
  /** The browser session that everything of this guest hangs on. */
  readonly #base: string;
  /** The session that messages without a session id belong to. */
  readonly #root: string;
  readonly #sessions = new Map<string, () => void>();
  readonly #ended = Promise.withResolvers<void>();
  #closing: Promise<void> | undefined;

  readonly ended: Promise<void> = this.#ended.promise;

  static async open(house: House, options: GuestOptions): Promise<Guest> {
    const { browser } = house.connection;
    const { sessionId: base } = await browser.send('Target.attachToBrowserTarget', {});
    if (options.targetId === undefined) return new Guest(house, options, base, base);
    const params = { targetId: options.targetId, flatten: true };
    const reply = await house.connection.forward({
      method: 'Target.attachToTarget',
      params,
      sessionId: base,
    });
    const root = sessionIn(reply.result);
    if (root !== undefined) return new Guest(house, options, base, root);
    await detach(house.connection, base);
    throw new DeskhandError('not_found', `There is no target ${options.targetId}.`, {
      hint: 'GET /cdp/json/list lists the pages.',
    });
  }

  constructor(house: House, options: GuestOptions, base: string, root: string) {
    this.#house = house;
    this.#options = options;
    this.#base = base;
    this.#root = root;
    this.#adopt(root);
    void house.connection.closed.then(() => this.#ended.resolve());
  }

  receive(text: string): void {
    if (this.#closing !== undefined) return;
    const message = parseGuestMessage(text);
    if ('wrong' in message)
      return this.#options.send(JSON.stringify({ error: { code: message.code, message: message.wrong } }));
    this.#carryOut(message).catch((error: unknown) =>
      this.#fail(message, RPC.server, toDeskhandError(error).message),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#letGo();
    return this.#closing;
  }

  async #carryOut(message: GuestMessage): Promise<void> {
    const sessionId = message.sessionId ?? this.#root;
    if (!this.#sessions.has(sessionId))
      return this.#fail(message, RPC.noSession, 'Session with given id not found.');
    const verdict = judge(message, this.#options.mayAct());
    switch (verdict.do) {
      case 'refuse':
        return this.#fail(message, RPC.server, verdict.reason);
      case 'answer':
        return this.#reply(message, { result: verdict.result });
      case 'leave':
        this.#reply(message, { result: {} });
        return this.#ended.resolve();
      case 'close-tab':
        await this.#keepATab();
    }
    const reply = await this.#house.connection.forward({
      method: message.method,
      params: verdict.params ?? {},
      sessionId,
    });
    // Sessions to the browser itself are not announced by an event in every version.
    const opened = message.method.startsWith('Target.attachTo') ? sessionIn(reply.result) : undefined;
    if (opened !== undefined) this.#adopt(opened);
    this.#reply(message, reply.error === undefined ? { result: reply.result } : { error: reply.error });
  }

  async #keepATab(): Promise<void> {
    if (this.#house.tabCount() > 1) return;
    await this.#house.connection.browser.send('Target.createTarget', { url: 'about:blank' });
  }

  #adopt(sessionId: string): void {
    if (this.#closing !== undefined || this.#sessions.has(sessionId)) return;
    const stop = this.#house.connection.route(sessionId, (event) => this.#hear(event, sessionId));
    this.#sessions.set(sessionId, stop);
  }

  #hear({ method, params }: RawEvent, sessionId: string): void {
    // Before the client hears of a session, it must be able to use it.
    const child = sessionIn(params);
    if (method === 'Target.attachedToTarget' && child !== undefined) this.#adopt(child);
    this.#options.send(JSON.stringify({ method, params, ...this.#address(sessionId) }));
    if (method === 'Target.detachedFromTarget' && child !== undefined) this.#forget(child);
  }

  #forget(sessionId: string): void {
    this.#sessions.get(sessionId)?.();
    this.#sessions.delete(sessionId);
  }

  #reply({ id, sessionId }: GuestMessage, body: object): void {
    if (this.#closing === undefined)
      this.#options.send(JSON.stringify({ id, ...body, ...(sessionId === undefined ? {} : { sessionId }) }));
  }

  #fail(message: GuestMessage, code: number, text: string): void {
    this.#reply(message, { error: { code, message: text } });
  }

  #address(sessionId: string): object {
    return sessionId === this.#root ? {} : { sessionId };
  }

  async #letGo(): Promise<void> {
    for (const stop of this.#sessions.values()) stop();
    this.#sessions.clear();
    await detach(this.#house.connection, this.#base);
    this.#ended.resolve();
  }
}

async function detach(connection: CdpConnection, sessionId: string): Promise<void> {
  const command = { method: 'Target.detachFromTarget', params: { sessionId } };
  // It fails only when the session or the browser has gone already.
  await connection.forward(command, { signal: AbortSignal.timeout(DETACH_MS) }).catch(() => undefined);
}

function sessionIn(value: unknown): string | undefined {
  const found =
    typeof value === 'object' && value !== null && 'sessionId' in value ? value.sessionId : undefined;
  return typeof found === 'string' ? found : undefined;
}
