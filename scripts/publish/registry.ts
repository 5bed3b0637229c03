import { $ } from 'zx';
import type { Layout } from './layout.ts';
import type { Descriptor, Texts } from './oci.ts';

/**
 * Registries, through the programs that know them: skopeo copies a layout as it is, `docker buildx imagetools` makes an
 * index of what a registry has. Both use the logins of `docker login`.
 */

/** The name under which a layout's content is copied. */
export const NAME_IN_LAYOUT = 'image';

/** Arguments of `skopeo` that copy a layout, every byte as it is, to a repository under its digest only. */
export function copyArgs(folder: string, repository: string, digest: string): string[] {
  return [
    'copy',
    '--all',
    '--preserve-digests',
    // There is no signature to be checked on what was just made here.
    '--insecure-policy',
    '--retry-times=3',
    ...(isLoopback(repository) ? ['--dest-tls-verify=false'] : []),
    `oci:${folder}:${NAME_IN_LAYOUT}`,
    `docker://${repository}@${digest}`,
  ];
}

/** Arguments of `docker` that make one index of several, with these annotations, under these tags. */
export function indexArgs(
  repository: string,
  digests: readonly string[],
  tags: readonly string[],
  annotations: Texts,
): string[] {
  return [
    'buildx',
    'imagetools',
    'create',
    ...Object.entries(annotations).flatMap(([name, text]) => ['--annotation', `index:${name}=${text}`]),
    ...tags.flatMap((tag) => ['--tag', `${repository}:${tag}`]),
    ...digests.map((digest) => `${repository}@${digest}`),
  ];
}

/** Arguments of `cosign` that sign an index, with the identity of the workflow that asks. */
export function signArgs(repository: string, digest: string): string[] {
  return ['sign', '--yes', `${repository}@${digest}`];
}

/** Whether the registry is on this machine, where it is asked without TLS. */
export function isLoopback(repository: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//.test(repository);
}

/** Pushes a layout under its digest. @throws ProcessOutput when the registry refuses it. */
export async function push(layout: Layout, repository: string, digest: string): Promise<void> {
  await $({ quiet: true })`skopeo ${copyArgs(layout.folder, repository, digest)}`;
}

/** Makes the index and gives its digest. @throws ProcessOutput when the registry refuses it. */
export async function pushIndex(
  repository: string,
  digests: readonly string[],
  tags: readonly string[],
  annotations: Texts,
): Promise<string> {
  await $({ quiet: true })`docker ${indexArgs(repository, digests, tags, annotations)}`;
  // As JSON: buildx takes any other form of this field for its own report.
  const ask = ['--format', '{{json .Manifest}}', `${repository}:${tags[0]}`];
  const { stdout } = await $({ quiet: true })`docker buildx imagetools inspect ${ask}`;
  return (JSON.parse(stdout) as Descriptor).digest;
}
