import type { Settings } from './settings/settings.ts';

/** The VNC protocol's DES challenge takes no more (RFC 6143, 7.2.2). */
const VNC_PASSWORD_LENGTH = 8;

/** What is said once at the start about settings that work but deserve a second look. */
export function startNotices({ values }: Pick<Settings, 'values'>): readonly string[] {
  const { VNC_PASSWORD: password } = values;
  if (password === undefined) return [];
  const cut = password.length > VNC_PASSWORD_LENGTH ? ', and the rest of yours is cut off' : '';
  return [
    `raw VNC is on at port 5900, unencrypted; only the first ${VNC_PASSWORD_LENGTH} characters of VNC_PASSWORD count${cut}`,
  ];
}
