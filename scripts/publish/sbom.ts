import { sha256 } from './layout.ts';

/** What is in an image, as an SPDX 2.3 document (https://spdx.github.io/spdx-spec/v2.3/). */

/** What the image itself says of its contents. */
export interface Contents {
  /** dpkg's status file. */
  readonly dpkgStatus: string;
  /** What scripts/bundle.ts wrote: the npm packages in the runner's bundles and beside them. */
  readonly npmPackages: readonly {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  }[];
  /** Node's version, as `24.21.0`. */
  readonly node: string;
  /** Versions of the libraries that sharp's libvips was built of, by name. */
  readonly libvips: Readonly<Record<string, string>>;
  /** Debian's release, as `13`. */
  readonly debian: string;
}

/** What the document is about. */
export interface Described {
  readonly name: string;
  readonly version: string;
  /** Digest of the image's manifest. */
  readonly digest: string;
  readonly created: Date;
}

interface Part {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly license: string;
}

/** An SPDX package, with the fields that are written here. */
export interface SpdxPackage {
  readonly SPDXID: string;
  readonly name: string;
  readonly versionInfo: string;
  readonly externalRefs?: readonly {
    readonly referenceCategory: 'PACKAGE-MANAGER';
    readonly referenceType: 'purl';
    readonly referenceLocator: string;
  }[];
  readonly [field: string]: unknown;
}

/** An SPDX document. */
export interface Spdx {
  readonly spdxVersion: 'SPDX-2.3';
  readonly packages: readonly SpdxPackage[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
  readonly [field: string]: unknown;
}

const IMAGE_ID = 'SPDXRef-Image';

/** The document; equal contents give an equal one. */
export function spdxOf(contents: Contents, { name, version, digest, created }: Described): Spdx {
  const parts = [...debianParts(contents), ...npmParts(contents), ...otherParts(contents)].sort((a, b) =>
    a.purl < b.purl ? -1 : 1,
  );
  const hex = digest.replace('sha256:', '');
  const image: SpdxPackage = {
    ...packageOf(IMAGE_ID, name, version, 'Apache-2.0'),
    primaryPackagePurpose: 'CONTAINER',
    checksums: [{ algorithm: 'SHA256', checksumValue: hex }],
  };
  const packages = parts.map((part) => ({
    ...packageOf(idOf(part), part.name, part.version, part.license),
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: part.purl } as const,
    ],
  }));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${name}-${version}`,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${hex}`,
    creationInfo: {
      // The specification allows no fractions of a second.
      created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: ['Tool: deskhand-scripts-publish'],
    },
    packages: [image, ...packages],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', IMAGE_ID),
      ...packages.map(({ SPDXID }) => relationship(IMAGE_ID, 'CONTAINS', SPDXID)),
    ],
  };
}

/** The installed Debian packages: each with its version, its architecture, and the source that advisories name. */
function debianParts({ dpkgStatus, debian }: Contents): Part[] {
  const entries = dpkgStatus.split(/\n\n+/).map(fieldsOf);
  return entries
    .filter((entry) => entry.get('Status')?.endsWith(' installed') === true)
    .map((entry) => {
      const [name, version] = [entry.get('Package') ?? '', entry.get('Version') ?? ''];
      const [, source = name, sourceVersion = version] =
        /^(\S+)(?: \((.+)\))?$/.exec(entry.get('Source') ?? '') ?? [];
      const qualifiers = {
        arch: entry.get('Architecture') ?? '',
        distro: `debian-${debian}`,
        upstream: source === name && sourceVersion === version ? '' : `${source}@${sourceVersion}`,
      };
      return { name, version, purl: purlOf('deb/debian', name, version, qualifiers), license: 'NOASSERTION' };
    });
}

function npmParts({ npmPackages }: Contents): Part[] {
  return npmPackages.map(({ name, version, license = 'NOASSERTION' }) => ({
    name,
    version,
    purl: purlOf('npm', name.replace('@', '%40'), version),
    license,
  }));
}

function otherParts({ node, libvips }: Contents): Part[] {
  const parts = [['node', node], ...Object.entries(libvips)] as const;
  return parts.map(([name = '', version = '']) => ({
    name,
    version,
    purl: purlOf('generic', name, version),
    license: 'NOASSERTION',
  }));
}

/** A package URL (https://github.com/package-url/purl-spec); qualifiers without a value are left out. */
function purlOf(
  type: string,
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  const given = Object.entries(qualifiers).filter(([, value]) => value !== '');
  const query = given.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  return `pkg:${type}/${name}@${encodeURIComponent(version)}${query === '' ? '' : `?${query}`}`;
}

function fieldsOf(paragraph: string): ReadonlyMap<string, string> {
  const lines = paragraph.split('\n').map((line) => /^([\w-]+): (.*)$/.exec(line));
  return new Map(lines.filter((line) => line !== null).map(([, key = '', value = '']) => [key, value]));
}

function idOf({ name, purl }: Part): string {
  // Names may have characters that an id may not; the hash keeps ids apart.
  return `SPDXRef-${name.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}-${sha256(Buffer.from(purl)).slice(7, 19)}`;
}

function packageOf(id: string, name: string, versionInfo: string, licenseDeclared: string): SpdxPackage {
  return {
    SPDXID: id,
    name,
    versionInfo,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared,
    copyrightText: 'NOASSERTION',
  };
}

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
