import { DeskhandError } from '../base/errors.ts';
import { CDP_PERMISSION } from '../base/permissions.ts';
import type { DevTools } from '../browser/cdp/devtools.ts';

/** The browser's protocol for guests: `forbidden` where a list of permissions leaves it out, `not_ready` while there is no browser. */
export function guestDevTools(
  browser: { get(): { readonly devtools: DevTools } },
  permissions: readonly string[] | undefined,
): () => DevTools {
  return () => {
    if (permissions === undefined || permissions.includes(CDP_PERMISSION)) return browser.get().devtools;
    throw new DeskhandError('forbidden', 'CDP is not permitted on this desktop.', {
      hint: `Add "${CDP_PERMISSION}" to DESKHAND_PERMISSIONS.`,
    });
  };
}
