import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The engine's address in Docker's current context (`DOCKER_CONTEXT`, else `docker context use`), or undefined for the
 * default context. Dockerode does not know contexts. The `docker` command is asked only when a context is chosen.
 */
export async function contextEndpoint(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const name = env['DOCKER_CONTEXT'] ?? (await currentContext(env));
  if (name === undefined || name === '' || name === 'default') return undefined;
  const { execa } = await import('execa');
  const { stdout, failed } = await execa(
    'docker',
    ['context', 'inspect', name, '--format', '{{.Endpoints.docker.Host}}'],
    { reject: false, timeout: 10_000 },
  );
  return failed || stdout.trim() === '' ? undefined : stdout.trim();
}

async function currentContext(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker');
  try {
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
      currentContext?: unknown;
    };
    return typeof config.currentContext === 'string' ? config.currentContext : undefined;
  } catch {
    return undefined;
  }
}
