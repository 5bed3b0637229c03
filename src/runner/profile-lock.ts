import { DeskhandError } from '../base/errors.ts';
import { holdSocket } from '../base/held-socket.ts';
import type { Release } from '../base/held-socket.ts';

/**
 * Takes a browser profile for this desktop, by a unix socket in its folder (see {@link holdSocket}). Resolves with what gives it
 * back. Throws `not_ready` while another desktop has it.
 */
export async function lockProfile(profile: string): Promise<Release> {
  try {
    return await holdSocket(`${profile}/.deskhand-lock`);
  } catch (cause) {
    throw new DeskhandError('not_ready', `The browser profile ${profile} is in use by another desktop.`, {
      hint: 'A profile has one browser at a time: end the other desktop, or mount another volume here.',
      cause,
    });
  }
}
