import { readFile } from 'node:fs/promises';
import { debianMirror } from '../base-image-makers.ts';
import { basesOfImage, LOCAL_BASES, type BaseImages } from '../base-images.ts';
import { SOURCE_LABEL } from '../image.ts';
import { attest, PREDICATE } from './attestation.ts';
import { annotationsOf, type Context } from './context.ts';
import { materialOf, readContents } from './inspect.ts';
import type { Layout } from './layout.ts';
import { imageManifest, MEDIA, publishedConfig, type Descriptor, type Platform, type Texts } from './oci.ts';
import { provenanceOf, publicArgs, workflowRun, type Material } from './provenance.ts';
import { NAME_IN_LAYOUT } from './registry.ts';
import { spdxOf, type Spdx } from './sbom.ts';

/** An image in a layout, ready to be pushed. */
export interface PackagedImage {
  readonly platform: Platform;
  /** Of the index that holds the image and what is attested of it. */
  readonly index: Descriptor;
  /** Of the image's manifest. Depends on the sources and the versions of the packages only. */
  readonly image: Descriptor;
  readonly sbom: Spdx;
}

/**
 * Puts an image that the engine has into a layout: its layers as they are, labels and annotations, an SBOM, provenance.
 * So what is pushed is what was tested, not a second build of it.
 */
export async function packageImage(image: string, context: Context, layout: Layout): Promise<PackagedImage> {
  const bases = await basesOfImage();
  const [debian, node] = [await materialOf(bases.DEBIAN), await materialOf(bases.NODE)];
  const annotations = annotationsOf(context, baseOf(bases, debian));
  const { config, layers } = await layout.addImage(image);
  const published = publishedConfig(config, annotations, context.created);
  const configDescriptor = await layout.add(MEDIA.config, published);
  const manifest = imageManifest(
    configDescriptor,
    layers.map(({ descriptor }) => descriptor),
    annotations,
  );
  const described = await layout.add(MEDIA.manifest, manifest);
  const { architecture, os, variant } = config;
  const platform = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  const { version, created, source, ref, revision } = context;
  const sbom = spdxOf(await readContents(image), {
    name: 'deskhand',
    version,
    digest: described.digest,
    created,
  });
  const run = workflowRun(process.env);
  const provenance = provenanceOf({
    source,
    ref,
    revision,
    args: publicArgs({ ...bases, DEBIAN_MIRROR: await debianMirror() }),
    labels: builtLabels(config.config.Labels),
    dockerfile: await readFile(new URL('../../Dockerfile.cua', import.meta.url), 'utf8'),
    layers: manifest.layers,
    platform: `${os}/${architecture}`,
    bases: [debian, node],
    finished: config.created === undefined ? new Date() : new Date(config.created),
    ...(run === undefined ? {} : { run }),
  });
  const predicates = { [PREDICATE.sbom]: sbom, [PREDICATE.provenance]: provenance };
  const index = await attest(layout, described, platform, predicates, 'deskhand');
  await layout.name(index, NAME_IN_LAYOUT);
  return { platform, index, image: described, sbom };
}

/** Names the base image by the registry's digest; an equivalent that was made here has none. */
function baseOf({ DEBIAN }: BaseImages, { digest }: Material): Texts {
  if (DEBIAN === LOCAL_BASES.DEBIAN) return {};
  return {
    'org.opencontainers.image.base.name': `docker.io/library/${DEBIAN}`,
    'org.opencontainers.image.base.digest': `sha256:${digest['sha256']}`,
  };
}

/** The labels that the build was called with; the Dockerfile's own are in its text. */
function builtLabels(labels: Texts | null | undefined): Texts {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => name === SOURCE_LABEL));
}
