import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
import type { CdpConnection, RawEvent } from './connection.ts';
import { parseGuestMessage, RPC } from './guest-message.ts';
import type { GuestMessage } from './guest-message.ts';
import { withoutCookies } from './guest-cookies.ts';
import { confineFiles, downloadFolder } from './guest-files.ts';
import type { GuestFolders } from './guest-files.ts';
import { judge } from './guest-policy.ts';
import type { Verdict } from './guest-policy.ts';
import type { LastTab } from '../last-tab.ts';

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

/** What all guests share. */
export interface House {
  readonly connection: CdpConnection;
  readonly lastTab: Pick<LastTab, 'mayClose'>;
  /** Whether guests may read and set cookies of the desktop's own browser. */
  readonly allowCookies: boolean;
  readonly folders: GuestFolders;
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
  /** The browser contexts that it has made. */
  readonly #contexts = new Set<string>();
  /** The targets of its sessions. */
  readonly #targets = new Map<string, string>();
  /** Its sessions with targets in one of these. */
  readonly #inOwnContext = new Set<string>();
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
    this.#adopt(root, options.targetId);
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
    const verdict = judge(message, {
      mayAct: this.#options.mayAct(),
      mayUseCookies: this.#house.allowCookies,
      ownsContext: (id) => this.#contexts.has(id),
      isInOwnContext: this.#inOwnContext.has(sessionId),
    });
    switch (verdict.do) {
      case 'refuse':
        return this.#fail(message, RPC.server, verdict.reason);
      case 'answer':
        return this.#reply(message, { result: verdict.result });
      case 'leave':
        this.#reply(message, { result: {} });
        return this.#ended.resolve();
      case 'close-tab':
        await this.#house.lastTab.mayClose(
          textIn(message.params, 'targetId') ?? this.#targets.get(sessionId) ?? '',
        );
    }
    // What needs no look at files goes on in this very turn: a client's commands keep their order.
    const params =
      'params' in verdict && verdict.do !== 'place-downloads'
        ? verdict.params
        : await this.#confined(verdict);
    const reply = await this.#house.connection.forward({
      method: message.method,
      params: params ?? {},
      sessionId,
    });
    const context =
      message.method === 'Target.createBrowserContext' ? textIn(reply.result, 'browserContextId') : undefined;
    if (context !== undefined) this.#contexts.add(context);
    // Sessions to the browser itself are not announced by an event in every version.
    const opened = message.method.startsWith('Target.attachTo') ? sessionIn(reply.result) : undefined;
    if (opened !== undefined) this.#adopt(opened, textIn(message.params, 'targetId'));
    const result = this.#told(message.method, reply.result, sessionId);
    this.#reply(message, reply.error === undefined ? { result } : { error: reply.error });
  }

  async #confined(verdict: Verdict & { readonly do: 'give-files' | 'place-downloads' }): Promise<unknown> {
    const { folders } = this.#house;
    if (verdict.do === 'give-files') return verdict.put(await confineFiles(folders, verdict.files));
    const downloadPath = await downloadFolder(folders, verdict.params['downloadPath']);
    return { ...verdict.params, downloadPath };
  }

  #adopt(sessionId: string, target: string | undefined): void {
    if (target !== undefined) this.#targets.set(sessionId, target);
    if (this.#closing !== undefined || this.#sessions.has(sessionId)) return;
    const stop = this.#house.connection.route(sessionId, (event) => this.#hear(event, sessionId));
    this.#sessions.set(sessionId, stop);
  }

  #hear({ method, params }: RawEvent, sessionId: string): void {
    // Before the client hears of a session, it must be able to use it.
    const child = sessionIn(params);
    if (method === 'Target.attachedToTarget' && child !== undefined) {
      this.#adopt(child, textIn(infoIn(params), 'targetId'));
      if (this.#contexts.has(textIn(infoIn(params), 'browserContextId') ?? '')) this.#inOwnContext.add(child);
    }
    const told = this.#told(method, params, sessionId);
    this.#options.send(JSON.stringify({ method, params: told, ...this.#address(sessionId) }));
    if (method === 'Target.detachedFromTarget' && child !== undefined) this.#forget(child);
  }

  /** What the client may hear of what Chromium said in a session. */
  #told(method: string, said: unknown, sessionId: string): unknown {
    const mayTell = this.#house.allowCookies || this.#inOwnContext.has(sessionId);
    return mayTell ? said : withoutCookies(method, said);
  }

  #forget(sessionId: string): void {
    this.#sessions.get(sessionId)?.();
    this.#sessions.delete(sessionId);
    this.#targets.delete(sessionId);
    this.#inOwnContext.delete(sessionId);
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
  return textIn(value, 'sessionId');
}

/** What an event says of the target that it is about. */
function infoIn(params: unknown): unknown {
  return typeof params === 'object' && params !== null && 'targetInfo' in params
    ? params.targetInfo
    : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : undefined;
}
