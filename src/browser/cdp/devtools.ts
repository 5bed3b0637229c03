import { Guest } from './guest.ts';
import type { GuestConnection, GuestOptions, House } from './guest.ts';
import type { TargetInfo } from './protocol.ts';

/** What Chromium says of itself. */
export interface DevToolsVersion {
  readonly protocolVersion: string;
  readonly product: string;
  readonly revision: string;
  readonly userAgent: string;
  readonly jsVersion: string;
}

/** The Chrome DevTools Protocol for clients from outside, over the one pipe that the runner has. */
export interface DevTools {
  version(): Promise<DevToolsVersion>;
  /** The open pages. */
  pages(): Promise<readonly TargetInfo[]>;
  /** Opens a session of its own for a guest; throws `not_found` for a target that is none. */
  connect(options: GuestOptions): Promise<GuestConnection>;
}

/** Serves guests on the runner's connection. */
export function createDevTools(house: House): DevTools {
  const { browser } = house.connection;
  return {
    version: async () => (await browser.send('Browser.getVersion', {})) as unknown as DevToolsVersion,
    async pages() {
      const { targetInfos } = await browser.send('Target.getTargets', { filter: [{ type: 'page' }] });
      return targetInfos;
    },
    connect: (options) => Guest.open(house, options),
  };
}
