import { toDeskhandError } from '../../base/errors.ts';
import { MCP_KEPT_LABEL, MCP_LABEL } from '../../host/labels.ts';
import type { Config } from '../config-schema.ts';
import type { Context } from '../context.ts';
import { bootDesktop } from '../desktop-session.ts';
import type { BootedDesktop } from '../desktop-session.ts';
import { keptMark, OWN_NAME } from './choose-name.ts';
import { KeptDesktops } from './kept-desktops.ts';
import { Leases, leasesFolder } from './leases.ts';

/** Which desktop, and how it is made when there is none. */
export interface DesktopWish {
  /** Shared with everyone who names it; left out, one of its own. */
  readonly name: string | undefined;
  /** One that is made for this stays when nobody holds it any more. */
  readonly keep: boolean;
  readonly config: Config;
  readonly env: Readonly<Record<string, string>>;
}

/** A ready desktop that stays for as long as this process, or another one that holds it, lives. */
export interface HeldDesktop extends BootedDesktop {
  /** Gives it back; the last holder removes it, if `deskhand mcp` has made it. */
  readonly end: () => Promise<void>;
}

/**
 * A ready desktop, held by a lease that ends with this process. What `deskhand mcp` makes has a label with the keeper of the leases
 * and goes with its last holder; what is left of one that was killed goes here. One that is kept without a name has another label, by
 * which the next client without a name takes it instead of making one more. Throws `busy` for a desktop whose holders
 * cannot be seen from here.
 */
export async function holdDesktop(context: Context, wish: DesktopWish): Promise<HeldDesktop> {
  const { process, signal, output } = context;
  const engine = await context.engine();
  const leases = await Leases.open(leasesFolder(process.env), signal);
  const desktops = await KeptDesktops.open(engine, leases);
  await desktops.removeLeftovers(wish.name, output, signal);
  const mark = keptMark(desktops.keeper, wish);
  const labels = labelsOf(wish, desktops.keeper, mark);
  const useless = new Set<string>();
  for (;;) {
    const held =
      wish.name === undefined
        ? await desktops.holdOwn(mark, useless, signal)
        : await desktops.hold(wish.name, signal);
    const { name, end } = held;
    // Of several of its own only the first can have the port that the settings name.
    const { port } = wish.name === undefined && name !== OWN_NAME ? {} : wish.config;
    const boot = () => bootDesktop(context, { ...wish.config, port }, { name, env: wish.env, labels });
    try {
      const booted = await desktops.inTurn(name, boot, signal);
      desktops.requireOurs(booted.desktop);
      return { ...booted, end };
    } catch (error) {
      await end();
      signal.throwIfAborted();
      if (!held.wasWaiting) throw error;
      // One that was left here long ago must not shut out every client from now on.
      useless.add(name);
      output.warn(
        `The desktop ${name} does not start, so another one is taken: ${toDeskhandError(error).message}`,
      );
    }
  }
}

function labelsOf(
  { name, keep }: DesktopWish,
  keeper: string,
  mark: string,
): Readonly<Record<string, string>> {
  if (!keep) return { [MCP_LABEL]: keeper };
  // Whoever named one may want it for something else than the next client without a name does.
  return name === undefined ? { [MCP_KEPT_LABEL]: mark } : {};
}
