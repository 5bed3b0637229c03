/** The parts of the OCI image format that publishing writes (https://github.com/opencontainers/image-spec). */

/** Media types of what a registry is given. */
export const MEDIA = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  inToto: 'application/vnd.in-toto+json',
} as const;

/** Texts by name, as annotations and labels are. */
export type Texts = Readonly<Record<string, string>>;

/** What a manifest runs on; `unknown` for what does not run. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
}

/** A named piece of content: what it is, its digest (`sha256:…`) and its size in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Texts;
}

/** An image, or an attestation in the form of one. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MEDIA.manifest;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Texts;
}

/** A list of manifests, one a platform, with what is attested of each. */
export interface Index {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MEDIA.index;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Texts;
}

/** The parts of an image's configuration that are looked at here; others are passed on. */
export interface ImageConfig {
  readonly created?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config: { readonly Labels?: Texts | null; readonly [key: string]: unknown };
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history?: readonly { readonly created?: string; readonly [key: string]: unknown }[];
}

/**
 * The configuration that is published: the fields of the specification and no others (an engine adds notes on the build,
 * such as the mirrors it used), with these labels, and with one time for everything.
 */
export function publishedConfig(built: ImageConfig, labels: Texts, created: Date): ImageConfig {
  const time = created.toISOString();
  const { architecture, os, variant, config, rootfs, history = [] } = built;
  const published = {
    created: time,
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: { ...config, Labels: sorted({ ...config.Labels, ...labels }) },
    rootfs,
    history: history.map((step) => ({ ...step, created: time })),
  };
  return published;
}

/** The manifest of an image. */
export function imageManifest(
  config: Descriptor,
  layers: readonly Descriptor[],
  annotations: Texts,
): Manifest {
  return {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config,
    layers,
    annotations: sorted(annotations),
  };
}

/** An index of these manifests. */
export function indexOf(manifests: readonly Descriptor[], annotations?: Texts): Index {
  return {
    schemaVersion: 2,
    mediaType: MEDIA.index,
    manifests,
    ...(annotations === undefined ? {} : { annotations: sorted(annotations) }),
  };
}

/** The same texts in the order of their names, so that equal ones have equal digests. */
export function sorted(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
