import { appendFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { $ } from 'zx';
import { ensureImage, IMAGE } from './image.ts';
import { readContext } from './publish/context.ts';
import { readDigests, writeDigest } from './publish/digests.ts';
import { fillExamples } from './publish/examples.ts';
import { checkedRepositories, repositoriesOf } from './publish/repositories.ts';
import { makeIndex, pushImage, sign, smoke } from './publish/steps.ts';
import { latestRelease } from './publish/tags.ts';

/**
 * `node scripts/publish.ts [STEP] [flags]`, the steps of docs/publishing.md; without a step the image is tested, pushed
 * and tagged for this machine's architecture. Results are JSON on stdout and, in a workflow, the step's outputs.
 */

const HELP = `node scripts/publish.ts [plan|smoke|push|index|sign|examples|rebuild] [flags]

  --to REPOSITORY     where to, such as ghcr.io/owner/deskhand; may be repeated (in a workflow: its project's own)
  --ref REF           git's full name of what is published (default: PUBLISH_REF, else the present branch)
  --rebuilt YYYYMMDD  a rebuild of what was published before (default: PUBLISH_REBUILT)
  --image NAME        smoke, push: the engine's image (default: ${IMAGE}, built if need be)
  --sbom FILE         push: also write the SBOM there
  --digests FOLDER    push: note there what was pushed; index: what to put into the index
  --digest DIGEST     sign: the index
  --examples FOLDER   examples: where a release's names are filled in (default: examples)
`;

const { env } = process;

try {
  await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      to: { type: 'string', multiple: true },
      ref: { type: 'string' },
      rebuilt: { type: 'string' },
      image: { type: 'string' },
      sbom: { type: 'string' },
      digests: { type: 'string' },
      digest: { type: 'string' },
      examples: { type: 'string', default: 'examples' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const image = async () => values.image ?? (await ensureImage({ tag: IMAGE }));
  const context = await readContext({
    ref: values.ref ?? given(env['PUBLISH_REF']),
    rebuilt: values.rebuilt ?? given(env['PUBLISH_REBUILT']),
  });
  const { version, revision, tags } = context;
  const repositories = () => checkedRepositories(values.to ?? repositoriesOf(env), revision);
  switch (positionals[0]) {
    case 'plan':
      return tell({ version, revision, tags });
    case 'smoke':
      return smoke(await image());
    case 'push': {
      const to = repositories();
      const pushed = await pushImage(await image(), context, to, values.sbom);
      if (values.digests !== undefined) await writeDigest(values.digests, pushed.architecture, pushed.digest);
      return tell(pushed);
    }
    case 'index': {
      const digests = await readDigests(needed(values.digests, '--digests FOLDER'));
      return tell(await makeIndex(context, repositories(), digests));
    }
    case 'sign':
      return sign(repositories(), needed(values.digest, '--digest DIGEST'));
    case 'examples': {
      const [name = ''] = repositories();
      const project = new URL(context.source).pathname.slice(1);
      const release = { project, image: `${name}:${version}`, version, commit: revision };
      return tell({ filled: await fillExamples(values.examples, release) });
    }
    case 'rebuild':
      return tell(await rebuild());
    case undefined: {
      const [to, name] = [repositories(), await image()];
      await smoke(name);
      const { digest } = await pushImage(name, context, to, values.sbom);
      return tell(await makeIndex(context, to, [digest]));
    }
    default:
      throw new Error(`there is no step "${positionals[0]}"; --help names them`);
  }
}

/** What a weekly rebuild publishes again: main and the latest release. */
async function rebuild() {
  const latest = latestRelease(await $({ quiet: true })`git tag --list`.lines());
  return {
    refs: ['refs/heads/main', ...(latest === undefined ? [] : [latest])],
    rebuilt: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
  };
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function needed(value: string | undefined, flag: string): string {
  if (value === undefined) throw new Error(`${flag} is missing; --help tells what it is`);
  return value;
}

async function tell(result: object): Promise<void> {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const file = env['GITHUB_OUTPUT'];
  if (file === undefined) return;
  const lines = Object.entries(result).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}\n`,
  );
  await appendFile(file, lines.join(''));
}
