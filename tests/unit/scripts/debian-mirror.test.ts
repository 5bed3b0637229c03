import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/debian-mirror.sh', import.meta.url));
const hasApt = spawnSync('apt-get', ['--version']).status === 0;
const PACKAGES = 'Package: some\nVersion: 1\nArchitecture: all\n\n';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-apt-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Makes an archive in a folder of its own, which says of itself where it comes from; gives its line for apt. */
async function archive(path: string, origin: string): Promise<string> {
  const suite = join(folder, path, 'dists/trixie');
  await mkdir(join(suite, 'main/binary-amd64'), { recursive: true });
  await writeFile(join(suite, 'main/binary-amd64/Packages'), PACKAGES);
  const hash = createHash('sha256').update(PACKAGES).digest('hex');
  const release = [
    `Origin: ${origin}`,
    'Codename: trixie',
    'Components: main',
    'Architectures: amd64',
    'Date: Thu, 01 Jan 2026 00:00:00 UTC',
    'SHA256:',
    ` ${hash} ${PACKAGES.length} main/binary-amd64/Packages`,
  ];
  await writeFile(join(suite, 'Release'), `${release.join('\n')}\n`);
  return `deb [trusted=yes] file:${join(folder, path)} trixie main`;
}

/** Runs the script on a machine whose apt has these sources and has fetched their lists. */
async function mirror(sources: readonly string[], ...args: readonly string[]): Promise<string> {
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `${sources.join('\n')}\n`);
  const settings = [
    `Dir::Etc::SourceList "${folder}/sources.list";`,
    'Dir::Etc::SourceParts "/dev/null";',
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::Cache "${folder}";`,
    'APT::Architecture "amd64";',
    'APT::Sandbox::User "";',
  ];
  await writeFile(join(folder, 'apt.conf'), settings.join('\n'));
  const env = { APT_CONFIG: join(folder, 'apt.conf') };
  await execa('apt-get', ['update', '-q=2'], { env });
  return (await execa('sh', [script, ...args], { env })).stdout;
}

describe.skipIf(!hasApt)('the mirror of Debian that this machine’s apt uses', () => {
  test('is told apart from other people’s archives whose address ends in the same word', async () => {
    const sources = [await archive('linux/debian', 'Docker'), await archive('mirror/debian', 'Debian')];
    expect(await mirror(sources)).toBe(`file:${folder}/mirror/debian`);
  });

  test('is that of the archive that was asked for', async () => {
    const sources = [await archive('a/debian', 'Debian'), await archive('b/debian-security', 'Debian')];
    expect(await mirror(sources, 'debian-security')).toBe(`file:${folder}/b/debian-security`);
  });

  test('is Debian’s public address where apt has none of Debian’s archives', async () => {
    const sources = [await archive('linux/debian', 'Docker')];
    expect(await mirror(sources)).toBe('http://deb.debian.org/debian');
    expect(await mirror(sources, 'debian-security')).toBe('http://deb.debian.org/debian-security');
  });
});
