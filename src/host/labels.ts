import { DeskhandError } from '../base/errors.ts';

/** The label on every container that this CLI makes; its value is the desktop's name. Nothing without it is ever removed. */
export const DESKTOP_LABEL = 'io.deskhand.desktop';

/** The label of a desktop that belongs to one run and goes with it. */
export const EPHEMERAL_LABEL = 'io.deskhand.ephemeral';

/** The label of a desktop with a kept browser profile, and of the volume that keeps it; its value is the profile's name. */
export const PROFILE_LABEL = 'io.deskhand.profile';

/** The label of a desktop that goes with the last `deskhand mcp` that uses it; its value tells who keeps account of them. */
export const MCP_LABEL = 'io.deskhand.mcp';

/**
 * The label of a desktop that a `deskhand mcp --keep` without a name has left for the next one; its value tells who keeps account of
 * who uses it, and how it was made.
 */
export const MCP_KEPT_LABEL = 'io.deskhand.mcp.kept';

/** The port of the API and viewer inside a desktop, as Docker writes it. */
export const API_PORT = '6080/tcp';

/** The name by which every desktop knows the machine that it runs on. */
export const HOST_NAME = 'host.docker.internal';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,50}$/;

/** The container's name for a desktop's name; throws `bad_input` for a name that Docker would not take. */
export function containerName(desktop: string): string {
  if (NAME.test(desktop)) return `deskhand-${desktop}`;
  throw new DeskhandError('bad_input', `"${desktop}" cannot be a desktop's name.`, {
    hint: 'Use up to 51 letters, digits, dots, dashes and underscores, a letter or digit first.',
  });
}

/** The volume's name for a profile's name; throws `bad_input` for a name that Docker would not take. */
export function profileVolume(profile: string): string {
  if (NAME.test(profile)) return `deskhand-profile-${profile}`;
  throw new DeskhandError('bad_input', `"${profile}" cannot be a profile's name.`, {
    hint: 'Use up to 51 letters, digits, dots, dashes and underscores, a letter or digit first.',
  });
}
