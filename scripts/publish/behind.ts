import { fileURLToPath } from 'node:url';
import { $ } from 'zx';

/** Whether something newer has been published meanwhile: a run that waited, or a rebuild, may be of an older commit. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Whether what a tag names in one of the repositories was made of a commit that comes after `revision`.
 *
 * @throws ProcessOutput when a registry does not answer.
 */
export async function isBehind(
  repositories: readonly string[],
  tag: string,
  revision: string,
): Promise<boolean> {
  const published = await Promise.all(
    repositories.map((repository) => publishedRevision(`${repository}:${tag}`)),
  );
  const others = published.filter((other) => other !== undefined && other !== commit(revision));
  const after = await Promise.all(others.map((other) => isAncestor(commit(revision), other ?? '')));
  return after.includes(true);
}

/**
 * Whether one of the repositories has a tag.
 *
 * @throws ProcessOutput when a registry does not answer.
 */
export async function isPublished(repositories: readonly string[], tag: string): Promise<boolean> {
  const found = await Promise.all(repositories.map((repository) => manifestOf(`${repository}:${tag}`)));
  return found.some((manifest) => manifest !== undefined);
}

/** The commit that a published index says it was made of; undefined when there is none under the name, or it does not say. */
async function publishedRevision(name: string): Promise<string | undefined> {
  const manifest = await manifestOf(name);
  if (manifest === undefined) return undefined;
  const { annotations } = JSON.parse(manifest) as { annotations?: Readonly<Record<string, string>> };
  const revision = annotations?.['org.opencontainers.image.revision'];
  return revision === undefined ? undefined : commit(revision);
}

async function manifestOf(name: string): Promise<string | undefined> {
  const asked = await $({ nothrow: true, quiet: true })`docker buildx imagetools inspect --raw ${name}`;
  if (asked.exitCode !== 0 && /not found/.test(asked.stderr)) return undefined;
  if (asked.exitCode !== 0) throw asked;
  return asked.stdout;
}

/** Whether git knows `later` as a descendant. A commit that it does not know is none: the branch was made anew. */
async function isAncestor(earlier: string, later: string): Promise<boolean> {
  const ask = ['merge-base', '--is-ancestor', earlier, later];
  return (await $({ cwd: ROOT, nothrow: true, quiet: true })`git ${ask}`).exitCode === 0;
}

function commit(revision: string): string {
  return revision.replace(/-dirty$/, '');
}
