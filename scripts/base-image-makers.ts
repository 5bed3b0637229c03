import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';

/** Builders of base images from package archives alone, for machines that no container registry answers. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** What the image itself asks, whatever mirror it was made from: Debian's public addresses. */
const PUBLIC_SOURCES = `Types: deb
URIs: http://deb.debian.org/debian
Suites: trixie trixie-updates
Components: main
Signed-By: ${KEYRING}

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: trixie-security
Components: main
Signed-By: ${KEYRING}
`;

/** Where this machine's apt gets an archive of Debian, such as `http://deb.debian.org/debian`. */
export async function debianMirror(name: 'debian' | 'debian-security' = 'debian'): Promise<string> {
  return (await $({ cwd: ROOT, quiet: true })`sh scripts/debian-mirror.sh ${name}`.text()).trim();
}

/** Makes an equivalent of `debian:trixie-slim`: the minimal system, signed by Debian, without documentation. */
export async function makeDebianImage(tag: string): Promise<void> {
  await $({
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })`sh scripts/bootstrap.sh mmdebstrap debian-archive-keyring`;
  await inTemporaryFolder(async (folder) => {
    const mirror = await debianMirror();
    const suites = [
      `${mirror} trixie`,
      `${mirror} trixie-updates`,
      `${await debianMirror('debian-security')} trixie-security`,
    ];
    const lines = suites.map((suite) => `deb [signed-by=${KEYRING}] ${suite} main`);
    await writeFile(join(folder, 'mirror.list'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'debian.sources'), PUBLIC_SOURCES);
    const slim = ['/usr/share/doc/*', '/usr/share/info/*', '/usr/share/locale/*', '/usr/share/man/*'];
    const options = [
      '--variant=minbase',
      // An engine makes its own devices.
      '--skip=output/dev',
      ...slim.map((path) => `--dpkgopt=path-exclude=${path}`),
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      '--customize-hook=rm "$1/etc/apt/sources.list" "$1"/etc/apt/sources.list.d/* 2>/dev/null || true',
      // mmdebstrap leaves this machine's own name and name server behind.
      '--customize-hook=rm -f "$1/etc/hostname" "$1/etc/resolv.conf"',
      `--customize-hook=copy-in ${join(folder, 'debian.sources')} /etc/apt/sources.list.d/`,
    ];
    const tar = join(folder, 'root.tar');
    const env = { ...process.env, SOURCE_DATE_EPOCH: await sourceDateEpoch() };
    await $({ quiet: true, env })`mmdebstrap ${options} trixie ${tar} ${join(folder, 'mirror.list')}`;
    await $({ quiet: true })`docker import --change ${'CMD ["bash"]'} ${tar} ${tag}`;
  });
}

/** Makes an equivalent of the official Node image: Node's own binary as npm delivers it, and npm. */
export async function makeNodeImage(tag: string, debian: string): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await $({ cwd: folder, quiet: true })`npm pack --silent npm@11`.pipe(
      $({ cwd: folder, quiet: true })`xargs tar -xzf`,
    );
    await rename(join(folder, 'package'), join(folder, 'npm'));
    // npm's build of Node runs on any glibc; a system's own Node 24 is the second choice.
    const packaged = join(ROOT, 'node_modules/node/bin/node');
    await copyFile(existsSync(packaged) ? packaged : process.execPath, join(folder, 'node'));
    await chmod(join(folder, 'node'), 0o755);
    const modules = '/usr/local/lib/node_modules';
    const links = ['npm', 'npx'].map(
      (name) => `ln -s ${modules}/npm/bin/${name}-cli.js /usr/local/bin/${name}`,
    );
    const dockerfile = [
      `FROM ${debian}`,
      'COPY node /usr/local/bin/node',
      `COPY npm ${modules}/npm`,
      `RUN ${links.join(' && ')} && npm --version`,
    ];
    await writeFile(join(folder, 'Dockerfile'), `${dockerfile.join('\n')}\n`);
    await $({ quiet: true })`docker buildx build --load --tag ${tag} ${folder}`;
  });
}

/** The latest time that any file of the image has, in seconds: mmdebstrap, too, makes newer ones that old. */
async function sourceDateEpoch(): Promise<string> {
  const dockerfile = await readFile(join(ROOT, 'Dockerfile.cua'), 'utf8');
  const found = /^ARG SOURCE_DATE_EPOCH=(\d+)$/m.exec(dockerfile)?.[1];
  if (found === undefined) throw new Error('Dockerfile.cua has no line "ARG SOURCE_DATE_EPOCH=…"');
  return found;
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
