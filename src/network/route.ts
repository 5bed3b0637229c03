import { isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { checkedLookup, resolveChecked } from './checked-lookup.ts';
import type { RefuseAddress } from './checked-lookup.ts';
import { connectDirectly, connectThrough } from './connect.ts';
import { kindOf, unwrapped } from './addresses.ts';
import type { Resolve } from './names.ts';
import { Refusal, shown } from './rules.ts';
import type { NetworkRules } from './rules.ts';
import type { ChooseUpstream, Upstream } from './upstream.ts';

/** With another proxy, which resolves names itself, our own look at them may take so long, in ms. */
const GLANCE_MS = 1000;

/** What decides where connections go. */
export interface RouterOptions {
  readonly rules: NetworkRules;
  readonly resolve: Resolve;
  readonly upstream: ChooseUpstream;
  /** Whether a port on this machine is one of the desktop's own services. */
  readonly isOwnPort: (port: number) => boolean;
}

/** How a host may be reached: straight, with a lookup that gives only checked addresses, or through another proxy. */
export type Route =
  | { readonly kind: 'direct'; readonly lookup: LookupFunction }
  | { readonly kind: 'upstream'; readonly upstream: Upstream };

/** Finds the way to a host, or the reason why there is none. */
export class Router {
  readonly #options: RouterOptions;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** The way to a host (canonical). Throws a {@link Refusal} for one that must not be reached. Names are resolved at the connection. */
  async find(secure: boolean, host: string, port: number): Promise<Route> {
    const { rules, resolve, upstream } = this.#options;
    const domain = rules.refuseDomain(host, port);
    if (domain !== undefined) throw domain;
    const refuse: RefuseAddress = (address) =>
      this.#refuseOwn(host, port, address) ?? rules.refuseAddress(host, port, address);
    const literal = isIP(host) === 0 ? undefined : refuse(host);
    if (literal !== undefined) throw literal;
    const chosen = upstream(secure, host, port);
    if (chosen === undefined) return { kind: 'direct', lookup: checkedLookup(resolve, refuse) };
    await this.#glance(host, port, refuse);
    return { kind: 'upstream', upstream: chosen };
  }

  /** A connection to a host for a tunnel. Throws the refusal, or why it cannot be reached. */
  async tunnel(host: string, port: number): Promise<Socket> {
    const route = await this.find(port !== 80, host, port);
    if (route.kind === 'direct') return connectDirectly(host, port, route.lookup);
    return connectThrough(route.upstream, `${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
  }

  /** The API, VNC and this proxy: nothing of the desktop is for pages in it, under whichever of its addresses. */
  #refuseOwn(host: string, port: number, address: string): Refusal | undefined {
    if (!this.#options.isOwnPort(port)) return undefined;
    const isHere = kindOf(address) === 'loopback' || ownAddresses().includes(unwrapped(address));
    return isHere
      ? new Refusal(
          'own_service',
          `${shown(host, port)} is not allowed: it is a service of this desktop.`,
          'Pages in the desktop cannot reach its API, viewer or VNC; only demo: pages are there for them.',
        )
      : undefined;
  }

  /** Where another proxy resolves names, what can be seen of a name here is checked; a name unknown here may be known there. */
  async #glance(host: string, port: number, refuse: RefuseAddress): Promise<void> {
    const { rules, resolve } = this.#options;
    const byName = rules.refuseName(host, port);
    if (byName !== undefined) throw byName;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, GLANCE_MS);
    try {
      await Promise.race([resolveChecked(host, resolve, refuse), late.promise]);
    } catch (error) {
      if (error instanceof Refusal) throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => unwrapped(address)),
  );
}
