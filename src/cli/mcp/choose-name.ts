import type { DesktopInfo } from '../../host/desktop-info.ts';

/** Name of the desktop where a client names none. */
export const OWN_NAME = 'mcp';

/** What is known of a desktop that a client may get. */
export type Listed = Pick<DesktopInfo, 'name' | 'keeper' | 'keptBy'>;

/**
 * The name of a desktop of its own for a client that names none: of one that waits for such a client, else `mcp`, `mcp-2` and so on,
 * the first that is not there. Nobody holds it. Pure.
 */
export async function chooseName(
  desktops: readonly Listed[],
  keeper: string,
  isHeld: (name: string) => Promise<boolean>,
): Promise<string> {
  for (const desktop of desktops)
    if (waits(desktop, keeper) && !(await isHeld(desktop.name))) return desktop.name;
  for (let n = 1; ; n++) {
    const name = n === 1 ? OWN_NAME : `${OWN_NAME}-${n}`;
    if (!desktops.some((desktop) => desktop.name === name) && !(await isHeld(name))) return name;
  }
}

/** Whether a client that names none may have the desktop of that name, as far as its labels tell: it is not there, or waits. Pure. */
export function isForAnyone(desktops: readonly Listed[], name: string, keeper: string): boolean {
  return desktops.every((desktop) => desktop.name !== name || waits(desktop, keeper));
}

/** An earlier client that named none has left it with `--keep`, or the user has made it (`deskhand up mcp`). */
function waits({ name, keeper, keptBy }: Listed, ours: string): boolean {
  return keptBy === null ? name === OWN_NAME && keeper === null : keptBy === ours;
}
