/** The environment of a process; changed in place where a function says so. */
type Environment = Record<string, string | undefined>;

const PROXY_NAMES = /^(https?|all)_proxy$/i;

/**
 * Lets Node's own `fetch` reach these hosts without the proxy that the environment names. Node reads the list at each request
 * (https://nodejs.org/api/cli.html#node_use_env_proxy1), in small letters first, and so does what is started later.
 */
export function goDirect(env: Environment, hosts: readonly string[]): void {
  const hasProxy = Object.keys(env).some((name) => PROXY_NAMES.test(name));
  const name = env['no_proxy'] === undefined ? 'NO_PROXY' : 'no_proxy';
  const listed = (env[name] ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const fresh = hosts.filter((host) => !listed.includes(host));
  if (!hasProxy || listed.includes('*') || fresh.length === 0) return;
  env[name] = [...listed, ...fresh].join(',');
}

/** A variable's value as other programs may have it: the address of a proxy without its user and password. */
export function withoutProxyPassword(name: string, value: string): string {
  return PROXY_NAMES.test(name) ? value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1') : value;
}

/** The passwords of the proxies that an environment names, in every form in which they are sent or shown. */
export function proxyPasswords(env: Readonly<Environment>): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (!PROXY_NAMES.test(name)) return [];
    const given = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#:]*):([^/?#]*)@/i.exec(value);
    const [, user = '', password = ''] = given ?? [];
    if (password === '') return [];
    const plain = decoded(password);
    return [password, plain, Buffer.from(`${decoded(user)}:${plain}`).toString('base64')];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
