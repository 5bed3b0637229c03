import { isLoopback } from './registry.ts';

/** Where an image goes. */

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The repositories of a workflow's own project: GitHub's registry, and Docker Hub where DOCKERHUB_USERNAME is set. None
 * outside of a workflow.
 */
export function repositoriesOf({
  GITHUB_REPOSITORY: project,
  DOCKERHUB_USERNAME: user,
}: Environment): string[] {
  if (project === undefined || project === '') return [];
  const name = project.split('/').at(-1);
  return [`ghcr.io/${project}`, ...(user === undefined || user === '' ? [] : [`docker.io/${user}/${name}`])];
}

/**
 * Names of repositories as registries want them.
 *
 * @throws Error when there is none, or when what was not committed would leave this machine.
 */
export function checkedRepositories(named: readonly string[], revision: string): string[] {
  if (named.length === 0) throw new Error('say where to publish: --to REPOSITORY');
  const far = named.filter((repository) => !isLoopback(repository));
  if (revision.endsWith('-dirty') && far.length > 0)
    throw new Error(`there are changes that are not committed: nothing is published to ${far.join(', ')}`);
  return named.map((repository) => repository.toLowerCase());
}
