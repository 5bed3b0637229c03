import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDigest } from '../../scripts/publish/digests.ts';
import type { Made } from '../../scripts/publish/steps.ts';
import { projectFolder } from './support/cli.ts';
import { fetchJson, publish, pushSmall } from './support/publishing.ts';
import type { Index } from './support/publishing.ts';
import { startRegistry } from './support/registry.ts';
import type { TestRegistry } from './support/registry.ts';

let registry: TestRegistry;
let repository: string;
let pushed: string;
let folder: string;

async function git(...args: readonly string[]): Promise<string> {
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
  return (await execa('git', ['-C', folder, ...author, ...args])).stdout;
}

/** Publishes as a commit of this test's own git repository; gives the tags. */
async function publishAt(commit: string, ...args: readonly string[]): Promise<readonly string[]> {
  await git('checkout', '-q', commit);
  const digests = join(folder, '.git/digests');
  await writeDigest(digests, 'amd64', pushed);
  const env = { GIT_DIR: join(folder, '.git'), GIT_WORK_TREE: folder };
  return (await publish<Made>([repository], 'index', ['--digests', digests, ...args], env)).tags;
}

/** The commit that users of `edge` get. */
async function edge(): Promise<string | undefined> {
  const { annotations } = await fetchJson<Index>(repository, 'manifests', 'edge');
  return annotations['org.opencontainers.image.revision'];
}

beforeAll(async () => {
  await execa('sh', ['scripts/bootstrap.sh', 'skopeo'], { cwd: projectFolder });
  registry = await startRegistry();
  repository = `${registry.host}/one/deskhand`;
  folder = await mkdtemp(join(tmpdir(), 'deskhand-behind-'));
  await git('init', '-q');
  pushed = await pushSmall([repository], 'amd64', join(folder, '.git/layout'));
  for (const message of ['older', 'newer']) await git('commit', '-q', '--allow-empty', '-m', message);
});

afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('edge never goes back to an older commit, which a run that waited or a rebuild may be of', async () => {
  const [newer = '', older = ''] = (await git('log', '--format=%H')).split('\n');
  const tagOf = (commit: string) => `sha-${commit.slice(0, 12)}`;
  expect(await publishAt(newer)).toEqual(['edge', tagOf(newer)]);
  expect(await publishAt(older)).toEqual([tagOf(older)]);
  expect(await publishAt(older, '--rebuilt', '20261122')).toEqual(['edge-20261122']);
  expect(await edge()).toBe(newer);
  // The same commit again, as a rebuild of what is newest.
  expect(await publishAt(newer, '--rebuilt', '20261123')).toEqual(['edge', 'edge-20261123']);
  expect(await edge()).toBe(newer);
});
