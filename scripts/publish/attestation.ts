import type { Layout } from './layout.ts';
import { indexOf, MEDIA, type Descriptor, type Platform } from './oci.ts';

/**
 * What is attested of an image, kept beside it in the form that BuildKit gives it
 * (https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md), which Docker's tools show.
 */

/** The types of what deskhand attests. */
export const PREDICATE = {
  sbom: 'https://spdx.dev/Document',
  provenance: 'https://slsa.dev/provenance/v1',
} as const;

/** A statement's contents by its type. */
export type Predicates = Readonly<Record<string, object>>;

/** An in-toto statement on one image. */
export function statementOf(predicateType: string, predicate: object, name: string, digest: string): object {
  return {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name, digest: { sha256: digest.replace('sha256:', '') } }],
    predicate,
  };
}

/** Adds an index of the image and of what is attested of it, and gives the index's descriptor. */
export async function attest(
  layout: Layout,
  image: Descriptor,
  platform: Platform,
  predicates: Predicates,
  name: string,
): Promise<Descriptor> {
  const layers: Descriptor[] = [];
  for (const [type, predicate] of Object.entries(predicates)) {
    const statement = statementOf(type, predicate, name, image.digest);
    const kept = await layout.add(MEDIA.inToto, statement);
    layers.push({ ...kept, annotations: { 'in-toto.io/predicate-type': type } });
  }
  const unknown = { architecture: 'unknown', os: 'unknown' };
  const rootfs = { type: 'layers', diff_ids: layers.map(({ digest }) => digest) };
  const config = await layout.add(MEDIA.config, { ...unknown, config: {}, rootfs });
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers };
  const attestation = await layout.add(MEDIA.manifest, manifest);
  const refers = {
    'vnd.docker.reference.digest': image.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  };
  return layout.add(
    MEDIA.index,
    indexOf([
      { ...image, platform },
      { ...attestation, platform: unknown, annotations: refers },
    ]),
  );
}
