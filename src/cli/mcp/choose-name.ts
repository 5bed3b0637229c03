import { createHash } from 'node:crypto';
import type { DesktopInfo } from '../../host/desktop-info.ts';
import type { Config } from '../config-schema.ts';

/** Name of the desktop where a client names none. */
export const OWN_NAME = 'mcp';

/** How a desktop is made. */
export interface Making {
  readonly config: Pick<Config, 'image' | 'resolution' | 'start_url' | 'memory'>;
  readonly env: Readonly<Record<string, string>>;
}

/** What is known of a desktop that a client may get. */
export type Listed = Pick<DesktopInfo, 'name' | 'keeper' | 'keptBy'>;

/**
 * The name of a desktop of its own for a client that names none: of one that waits for such a client, else `mcp`, `mcp-2` and so on,
 * the first that is not there. Nobody holds it. Pure.
 */
export async function chooseName(
  desktops: readonly Listed[],
  mark: string,
  isHeld: (name: string) => Promise<boolean>,
): Promise<string> {
  for (const desktop of desktops)
    if (waits(desktop, mark) && !(await isHeld(desktop.name))) return desktop.name;
  for (let n = 1; ; n++) {
    const name = n === 1 ? OWN_NAME : `${OWN_NAME}-${n}`;
    if (!desktops.some((desktop) => desktop.name === name) && !(await isHeld(name))) return name;
  }
}

/** Whether a client that names none may have the desktop of that name, as far as its labels tell: it is not there, or waits. Pure. */
export function isForAnyone(desktops: readonly Listed[], name: string, mark: string): boolean {
  return desktops.every((desktop) => desktop.name !== name || waits(desktop, mark));
}

/**
 * What a desktop that is kept for clients without a name is marked with: who keeps account of them, and how it was made, since one that may
 * reach more, or less, is not what the next client asks for. Pure.
 */
export function keptMark(keeper: string, { config, env }: Making): string {
  const { image, resolution, start_url: startUrl, memory } = config;
  const settings = Object.keys(env)
    .toSorted()
    .map((name) => [name, env[name]]);
  const made = JSON.stringify([image, resolution, startUrl, memory, settings]);
  return `${keeper} ${createHash('sha256').update(made).digest('hex').slice(0, 16)}`;
}

/** An earlier client that named none has left it with `--keep`, or the user has made it (`deskhand up mcp`). */
function waits({ name, keeper, keptBy }: Listed, ours: string): boolean {
  return keptBy === null ? name === OWN_NAME && keeper === null : keptBy === ours;
}
