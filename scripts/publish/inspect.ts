import { $ } from 'zx';
import type { Material } from './provenance.ts';
import type { Contents } from './sbom.ts';

const quiet = $({ quiet: true });
const BETWEEN = '\u0001';

/** Reads from an image what its SBOM is made of. @throws ProcessOutput when it cannot be run. */
export async function readContents(image: string): Promise<Contents> {
  const parts = [
    'cat /var/lib/dpkg/status',
    'cat /opt/deskhand/packages.json',
    'node --version',
    'cat /opt/deskhand/node_modules/@img/sharp-libvips-linux-*/versions.json',
    'sed -n "s/^VERSION_ID=\\"\\(.*\\)\\"/\\1/p" /etc/os-release',
  ];
  const script = `set -e; ${parts.join(`; printf '\\001'; `)}`;
  const flags = ['--rm', '--network', 'none', '--entrypoint', 'sh'];
  const said = await quiet`docker run ${flags} ${image} -c ${script}`.text();
  const [dpkgStatus = '', npm = '', node = '', libvips = '', debian = ''] = said.split(BETWEEN);
  return {
    dpkgStatus,
    npmPackages: JSON.parse(npm) as Contents['npmPackages'],
    node: node.trim().replace(/^v/, ''),
    libvips: JSON.parse(libvips) as Contents['libvips'],
    debian: debian.trim(),
  };
}

/** A base image as a material: by the digest that its registry knows, else by its id on this machine. */
export async function materialOf(image: string): Promise<Material> {
  const asked = ['--format', '{{json .RepoDigests}} {{.Id}}', image];
  const [digests = '[]', id = ''] = (await quiet`docker image inspect ${asked}`.text()).trim().split(' ');
  const known = (JSON.parse(digests) as string[])[0]?.split('@')[1];
  const [name = image, tag = 'latest'] = image.split(/:(?=[^/]*$)/);
  return { uri: `pkg:docker/${name}@${tag}`, digest: { sha256: (known ?? id).replace('sha256:', '') } };
}
