import { withoutProxyPassword } from '../base/proxy-environment.ts';
import type { Environment } from './settings/settings.ts';

const PASSED_ON = [
  'PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR', 'TZ', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE',
  'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'FONTCONFIG_FILE', 'FONTCONFIG_PATH',
  'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'all_proxy',
]; // prettier-ignore

/**
 * The whole environment of the desktop's processes: a fixed list of variables and the display. Nothing else is inherited. A proxy's
 * password is left out: Chromium goes through the runner's own proxy, and any program of the desktop could read it.
 */
export function desktopEnvironment(env: Environment, display: string): Record<string, string> {
  const kept = PASSED_ON.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, withoutProxyPassword(name, value)] as const];
  });
  return { LANG: 'C.UTF-8', ...Object.fromEntries(kept), DISPLAY: display };
}

/** The environment of a command that the user runs with the desktop up: everything but secrets. */
export function commandEnvironment(
  env: Environment,
  display: string,
  secretNames: readonly string[],
): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || secretNames.includes(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), DISPLAY: display };
}
