/** The flag of commands that make a desktop. */
export const allowPrivate = {
  type: 'string',
  multiple: true,
  valueHint: 'HOST|CIDR',
  description:
    'Private address that its browser may open, such as host.docker.internal:3000; may be repeated',
} as const;

/** A desktop's environment with the flag's hosts, after what the environment itself says. */
export function withPrivateHosts(
  env: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Record<string, string> {
  const entries = [env['ALLOWED_PRIVATE_HOSTS'], ...hosts].filter(
    (entry) => entry !== undefined && entry !== '',
  );
  return entries.length === 0 ? { ...env } : { ...env, ALLOWED_PRIVATE_HOSTS: entries.join(',') };
}
