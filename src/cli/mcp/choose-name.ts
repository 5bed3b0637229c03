import type { DesktopInfo } from '../../host/desktop-info.ts';

/** Name of the desktop where a client names none. */
export const OWN_NAME = 'mcp';

/**
 * The name of a desktop of its own for a client that names none: `mcp`, else `mcp-2` and so on; the first that nobody holds and
 * that is not there, or is there because the user made it (`deskhand up mcp`). Pure.
 */
export async function chooseName(
  desktops: readonly Pick<DesktopInfo, 'name' | 'keeper'>[],
  isHeld: (name: string) => Promise<boolean>,
): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? OWN_NAME : `${OWN_NAME}-${n}`;
    const existing = desktops.find((desktop) => desktop.name === name);
    const isFree = existing === undefined || (n === 1 && existing.keeper === null);
    if (isFree && !(await isHeld(name))) return name;
  }
}
