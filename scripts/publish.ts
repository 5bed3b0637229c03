import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { $ } from 'zx';
import { ensureImage, IMAGE } from './image.ts';
import { annotationsOf, readContext, type Context } from './publish/context.ts';
import { Layout } from './publish/layout.ts';
import { packageImage } from './publish/package-image.ts';
import { isLoopback, push, pushIndex } from './publish/registry.ts';

/**
 * `node scripts/publish.ts [STEP] [flags]`, the steps of docs/publishing.md: `plan`, `smoke`, `push`, `index`; without a
 * step all of them in order, for this machine's architecture. Results are JSON on stdout and, in a workflow, its outputs.
 */

const HELP = `node scripts/publish.ts [plan|smoke|push|index] [flags]

  --to REPOSITORY     where to, such as ghcr.io/owner/deskhand; may be repeated
  --ref REF           git's full name of what is published (default: the present branch)
  --rebuilt YYYYMMDD  a rebuild of what was published before
  --image NAME        the engine's image (default: ${IMAGE}, built if need be)
  --sbom FILE         push: also write the SBOM there
  --digests FOLDER    index: files, one an architecture, that hold the digest that push gave
`;

/** The image tests that show that an image works; all of them run in ci.yml. */
const SMOKE = ['doors', 'hardening', 'massgen'];

interface Pushed {
  readonly architecture: string;
  readonly digest: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', multiple: true, default: [] },
    ref: { type: 'string' },
    rebuilt: { type: 'string' },
    image: { type: 'string' },
    sbom: { type: 'string' },
    digests: { type: 'string' },
    help: { type: 'boolean' },
  },
});

try {
  if (values.help === true) process.stdout.write(HELP);
  else await publish(positionals[0]);
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function publish(step: string | undefined): Promise<void> {
  const context = await readContext({ ref: values.ref, rebuilt: values.rebuilt });
  switch (step) {
    case 'plan': {
      const { version, tags, revision } = context;
      return tell({ version, revision, tags, publish: tags.length > 0 });
    }
    case 'smoke':
      return smoke(await image());
    case 'push':
      return tell(await pushImage(context));
    case 'index':
      return tell(await makeIndex(context, await readDigests()));
    case undefined: {
      await smoke(await image());
      return tell(await makeIndex(context, [(await pushImage(context)).digest]));
    }
    default:
      throw new Error(`there is no step "${step}"; --help names them`);
  }
}

async function image(): Promise<string> {
  return values.image ?? (await ensureImage({ tag: IMAGE }));
}

/** Runs image tests on the image; one with a digest is pulled first. */
async function smoke(name: string): Promise<void> {
  if (name.includes('@')) await $({ quiet: true })`docker pull ${name}`;
  const env = { ...process.env, DESKHAND_TEST_IMAGE: name, TESTCONTAINERS_RYUK_DISABLED: 'true' };
  const files = SMOKE.map((file) => `tests/image/${file}.test.ts`);
  await $({ env, stdio: ['ignore', 2, 2] })`npx vitest run --project image ${files}`;
}

async function pushImage(context: Context): Promise<Pushed> {
  const repositories = repositoriesFor(context);
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-publish-'));
  try {
    const layout = await Layout.create(join(folder, 'layout'));
    const { index, platform, sbom } = await packageImage(await image(), context, layout);
    if (values.sbom !== undefined) await writeFile(values.sbom, `${JSON.stringify(sbom, null, 2)}\n`);
    for (const repository of repositories) await push(layout, repository, index.digest);
    return { architecture: platform.architecture, digest: index.digest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One index of all architectures in every repository, the same everywhere. */
async function makeIndex(context: Context, digests: readonly string[]) {
  const { tags } = context;
  if (tags.length === 0) throw new Error(`${context.ref} is neither main nor a release: it has no tags`);
  const annotations = annotationsOf(context);
  const made = new Set<string>();
  for (const repository of repositoriesFor(context))
    made.add(await pushIndex(repository, digests, tags, annotations));
  const [digest = '', ...others] = made;
  if (others.length > 0) throw new Error(`the repositories have different indexes: ${[...made].join(', ')}`);
  return { digest, tags };
}

/** What was not committed may go to a registry of this machine only. */
function repositoriesFor({ revision }: Context): readonly string[] {
  if (values.to.length === 0) throw new Error('say where to publish: --to REPOSITORY');
  const far = values.to.filter((repository) => !isLoopback(repository));
  if (revision.endsWith('-dirty') && far.length > 0)
    throw new Error(`there are changes that are not committed: nothing is published to ${far.join(', ')}`);
  return values.to;
}

/** In the order of the files' names, so that the order of the jobs does not matter. */
async function readDigests(): Promise<string[]> {
  if (values.digests === undefined) throw new Error('say where the digests are: --digests FOLDER');
  const folder = values.digests;
  const files = (await readdir(folder)).sort();
  const digests = await Promise.all(
    files.map(async (file) => (await readFile(join(folder, file), 'utf8')).trim()),
  );
  const wrong = digests.find((digest) => !/^sha256:[0-9a-f]{64}$/.test(digest));
  if (digests.length === 0 || wrong !== undefined)
    throw new Error(
      `${folder} must hold files with one digest each${wrong === undefined ? '' : `, not "${wrong}"`}`,
    );
  return digests;
}

async function tell(result: object): Promise<void> {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const file = process.env['GITHUB_OUTPUT'];
  if (file === undefined) return;
  const lines = Object.entries(result).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}\n`,
  );
  await appendFile(file, lines.join(''));
}
