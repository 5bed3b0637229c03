import { execa } from 'execa';
import { expect } from 'vitest';
import { attest, PREDICATE } from '../../../scripts/publish/attestation.ts';
import { Layout } from '../../../scripts/publish/layout.ts';
import { imageManifest, MEDIA } from '../../../scripts/publish/oci.ts';
import { NAME_IN_LAYOUT, push } from '../../../scripts/publish/registry.ts';
import { projectFolder } from './cli.ts';

/** What tests of publishing share: the script's steps, and a registry's contents by the registry's own door. */

/** An index, as far as tests look at it. */
export interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly architecture: string; readonly os: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** A manifest of an image or of an attestation. */
export interface Manifest {
  readonly config: { readonly digest: string };
  readonly layers: readonly {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is attested. */
export interface Statement {
  readonly predicateType: string;
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
}

/** Runs a step of the script for main; gives what it printed. */
export async function publish<T>(
  repositories: readonly string[],
  step: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<T> {
  const where = repositories.flatMap((to) => ['--to', to]);
  const script = ['scripts/publish.ts', step, ...args, '--ref', 'refs/heads/main', ...where];
  const { stdout } = await execa(process.execPath, script, { cwd: projectFolder, env });
  return JSON.parse(stdout) as T;
}

/** Pushes a small image for an architecture with what is attested of it, as its runner would; gives the digest. */
export async function pushSmall(
  repositories: readonly string[],
  architecture: string,
  folder: string,
): Promise<string> {
  const layout = await Layout.create(folder);
  const platform = { architecture, os: 'linux' };
  const config = await layout.add(MEDIA.config, {
    ...platform,
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const image = await layout.add(MEDIA.manifest, imageManifest(config, [], {}));
  const predicates = {
    [PREDICATE.sbom]: { name: architecture },
    [PREDICATE.provenance]: { built: architecture },
  };
  const index = await attest(layout, image, platform, predicates, 'deskhand');
  await layout.name(index, NAME_IN_LAYOUT);
  for (const repository of repositories) await push(layout, repository, index.digest);
  return index.digest;
}

/** What a registry has under a name, by the registry's own door. */
export async function fetchJson<T>(
  repository: string,
  kind: 'blobs' | 'manifests',
  name: string,
): Promise<T> {
  const [host, ...path] = repository.split('/');
  const response = await fetch(`http://${host}/v2/${path.join('/')}/${kind}/${name}`, {
    headers: {
      accept: 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
    },
  });
  expect(response.status, `${kind}/${name}`).toBe(200);
  return (await response.json()) as T;
}

/** The index's entry for an architecture. */
export function entryOf(index: Index, architecture: string): Index['manifests'][number] {
  const found = index.manifests.filter(({ platform }) => platform.architecture === architecture);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} entries for ${architecture}`);
  return found[0];
}

/** What is attested of an image of the index. */
export async function statementsOf(repository: string, index: Index, image: string): Promise<Statement[]> {
  const of = index.manifests.find(
    ({ annotations }) =>
      annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' &&
      annotations['vnd.docker.reference.digest'] === image,
  );
  const { layers } = await fetchJson<Manifest>(repository, 'manifests', of?.digest ?? '');
  return Promise.all(layers.map((layer) => fetchJson<Statement>(repository, 'blobs', layer.digest)));
}
