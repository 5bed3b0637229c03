import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { isBehind, isPublished } from './behind.ts';
import { annotationsOf, type Context } from './context.ts';
import { Layout } from './layout.ts';
import { packageImage } from './package-image.ts';
import { push, pushIndex, signArgs } from './registry.ts';
import { EDGE, firstBuildTag } from './tags.ts';

/** The steps of publishing; docs/publishing.md says which follows which. */

/** The image tests that show that an image works; CI runs all of them before. */
const SMOKE = ['doors', 'hardening', 'massgen'];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs image tests on an image; one with a digest is pulled first. @throws ProcessOutput when one fails. */
export async function smoke(image: string): Promise<void> {
  if (image.includes('@')) await $({ quiet: true })`docker pull ${image}`;
  const env = { ...process.env, DESKHAND_TEST_IMAGE: image, TESTCONTAINERS_RYUK_DISABLED: 'true' };
  const files = SMOKE.map((file) => `tests/image/${file}.test.ts`);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  await $({ cwd: ROOT, env, stdio: ['ignore', 2, 2] })`node ${vitest} run --project image ${files}`;
}

/** What {@link pushImage} has pushed. */
export interface Pushed {
  readonly architecture: string;
  /** Of the image's index in each of the repositories; no tag points at it. */
  readonly digest: string;
}

/** Pushes an image of the engine with what is attested of it, and writes its SBOM where told. */
export async function pushImage(
  image: string,
  context: Context,
  repositories: readonly string[],
  sbomFile?: string,
): Promise<Pushed> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-publish-'));
  try {
    const layout = await Layout.create(join(folder, 'layout'));
    const { index, platform, sbom } = await packageImage(image, context, layout);
    if (sbomFile !== undefined) await writeFile(sbomFile, `${JSON.stringify(sbom, null, 2)}\n`);
    for (const repository of repositories) await push(layout, repository, index.digest);
    return { architecture: platform.architecture, digest: index.digest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What {@link makeIndex} has made. */
export interface Made {
  readonly digest: string;
  readonly repository: string;
  readonly tags: readonly string[];
}

/**
 * One index of all architectures, the same in every repository, under the tags of what is published; `edge` stays where it
 * is when that is newer.
 *
 * @throws Error for a rebuild of what was never published: CI has not passed it, and a rebuild does not ask CI.
 */
export async function makeIndex(
  context: Context,
  repositories: readonly string[],
  digests: readonly string[],
): Promise<Made> {
  const { ref, revision } = context;
  if (context.tags.length === 0) throw new Error(`${ref} is neither main nor a release: it has no tags`);
  const first = firstBuildTag(revision);
  if (context.isRebuild && !(await isPublished(repositories, first)))
    throw new Error(`${ref} cannot be rebuilt: its commit was never published (there is no ${first}).`);
  const isOld = context.tags.includes(EDGE) && (await isBehind(repositories, EDGE, revision));
  const tags = context.tags.filter((tag) => tag !== EDGE || !isOld);
  const annotations = annotationsOf(context);
  const made = new Set<string>();
  for (const repository of repositories) made.add(await pushIndex(repository, digests, tags, annotations));
  const [digest = '', ...others] = made;
  if (others.length > 0) throw new Error(`the repositories have different indexes: ${[...made].join(', ')}`);
  return { digest, repository: repositories[0] ?? '', tags };
}

/** Signs the index in every repository as this workflow, without a key. @throws ProcessOutput when that fails three times. */
export async function sign(repositories: readonly string[], digest: string): Promise<void> {
  for (const repository of repositories) {
    for (let left = 2; ; left--) {
      // The services that certify and log the signature are not always there at the first call.
      const { exitCode, stderr } = await $({
        nothrow: true,
        quiet: true,
      })`cosign ${signArgs(repository, digest)}`;
      if (exitCode === 0) break;
      if (left === 0) throw new Error(`cosign could not sign ${repository}@${digest}\n${stderr.trimEnd()}`);
    }
  }
}
