import { expect, test } from 'vitest';
import { spdxOf } from '../../../../scripts/publish/sbom.ts';
import type { Contents } from '../../../../scripts/publish/sbom.ts';

const CONTENTS: Contents = {
  dpkgStatus: `Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc (2.41-12)
Version: 2.41-12+b1
Description: GNU C Library
 Version: 9 is not a field

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: tini
Status: install ok installed
Architecture: amd64
Version: 1:0.19.0~x
`,
  npmPackages: [
    { name: '@img/colour', version: '1.1.0', license: 'MIT' },
    { name: 'x11', version: '4.2.2' },
  ],
  node: '24.21.0',
  libvips: { cairo: '1.18.4' },
  debian: '13',
};
const ABOUT = {
  name: 'deskhand',
  version: '1.2.3',
  digest: `sha256:${'c'.repeat(64)}`,
  created: new Date('2026-11-22T10:11:12.345Z'),
};

const spdx = spdxOf(CONTENTS, ABOUT);

test('names what is installed, by package URLs that scanners know', () => {
  const purls = spdx.packages.flatMap((one) => one.externalRefs ?? []).map((ref) => ref.referenceLocator);
  expect(purls).toEqual([
    'pkg:deb/debian/libc6@2.41-12%2Bb1?arch=amd64&distro=debian-13&upstream=glibc%402.41-12',
    'pkg:deb/debian/tini@1%3A0.19.0~x?arch=amd64&distro=debian-13',
    'pkg:generic/cairo@1.18.4',
    'pkg:generic/node@24.21.0',
    'pkg:npm/%40img/colour@1.1.0',
    'pkg:npm/x11@4.2.2',
  ]);
});

test('every id is valid and its own, and the image holds every package', () => {
  const ids = spdx.packages.map(({ SPDXID }) => SPDXID);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  const contained = spdx.relationships.filter(({ relationshipType }) => relationshipType === 'CONTAINS');
  expect(contained.map(({ relatedSpdxElement }) => relatedSpdxElement)).toEqual(ids.slice(1));
  expect(spdx.relationships[0]).toMatchObject({ relationshipType: 'DESCRIBES', relatedSpdxElement: ids[0] });
});

test('has what SPDX 2.3 asks of a document and of each package', () => {
  expect(spdx).toMatchObject({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'deskhand-1.2.3',
    documentNamespace: expect.stringMatching(/^https:\/\/[^#]+c{64}$/) as string,
    creationInfo: { created: '2026-11-22T10:11:12Z', creators: [expect.stringMatching(/^Tool: /) as string] },
  });
  for (const one of spdx.packages) {
    expect(one).toMatchObject({ downloadLocation: 'NOASSERTION', filesAnalyzed: false });
    expect(one.versionInfo).not.toBe('');
  }
  expect(spdx.packages.find(({ name }) => name === '@img/colour')).toMatchObject({ licenseDeclared: 'MIT' });
  expect(spdx.packages.find(({ name }) => name === 'x11')).toMatchObject({ licenseDeclared: 'NOASSERTION' });
});

test('equal contents give an equal document', () => {
  const turned = { ...CONTENTS, npmPackages: CONTENTS.npmPackages.toReversed() };
  expect(JSON.stringify(spdxOf(turned, ABOUT))).toBe(JSON.stringify(spdx));
});
