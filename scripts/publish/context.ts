import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import type { Texts } from './oci.ts';
import { tagsOf, versionOf } from './tags.ts';

/** What is published, from where, under which names. */
export interface Context {
  /** Address of the repository: `https://github.com/owner/deskhand`. */
  readonly source: string;
  readonly ref: string;
  /** The commit's id; with `-dirty` when there is more in the folder than was committed. */
  readonly revision: string;
  /** `1.2.3` of a release, else the first tag, such as `edge`. */
  readonly version: string;
  readonly tags: readonly string[];
  /** Whether this is published again, without what CI says: its first build is to be there already. */
  readonly isRebuild: boolean;
  /** When the commit was made. Everything that is published has this time, so that it depends on nothing else. */
  readonly created: Date;
}

/** Choices that git does not make. */
export interface ContextOptions {
  /** Git's full name of what is published; without it, that of the present branch. */
  readonly ref?: string | undefined;
  /** The day of a rebuild, as `20261122`. */
  readonly rebuilt?: string | undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const git = $({ cwd: ROOT, quiet: true });

/** Reads the context from git. @throws Error when a release's tag is not the package's version. */
export async function readContext(options: ContextOptions = {}): Promise<Context> {
  const ref = options.ref ?? `refs/heads/${(await git`git rev-parse --abbrev-ref HEAD`.text()).trim()}`;
  const sha = (await git`git rev-parse HEAD`.text()).trim();
  const dirty = (await git`git status --porcelain`.text()) !== '';
  const released = await git`git tag --list`.lines();
  const rebuilt = options.rebuilt === undefined ? {} : { rebuilt: options.rebuilt };
  const tags = tagsOf({ ref, sha, released, ...rebuilt });
  const seconds = Number(await git`git log -1 --format=%ct`.text());
  const release = versionOf(ref);
  if (release !== undefined) await assertPackageVersion(release);
  return {
    source: await sourceOf(),
    ref,
    revision: dirty ? `${sha}-dirty` : sha,
    version: release ?? tags[0] ?? 'local',
    tags,
    isRebuild: options.rebuilt !== undefined,
    created: new Date(seconds * 1000),
  };
}

/** Annotations of the image, its index and (as labels) its configuration, by the names of the OCI specification. */
export function annotationsOf({ source, revision, version, created }: Context, base?: Texts): Texts {
  const prefix = 'org.opencontainers.image';
  return {
    [`${prefix}.title`]: 'deskhand',
    [`${prefix}.description`]: 'A hardened desktop that an AI agent can use',
    [`${prefix}.licenses`]: 'Apache-2.0',
    [`${prefix}.source`]: source,
    [`${prefix}.url`]: source,
    [`${prefix}.documentation`]: `${source}#readme`,
    [`${prefix}.revision`]: revision,
    [`${prefix}.version`]: version,
    [`${prefix}.created`]: created.toISOString(),
    ...base,
  };
}

async function assertPackageVersion(release: string): Promise<void> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  if (version !== release) throw new Error(`the tag is v${release} but package.json says ${version}`);
}

/** The repository's address on the web: a workflow's, else the remote's without what is secret or only for git. */
async function sourceOf(): Promise<string> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (server !== undefined && repository !== undefined) return `${server}/${repository}`;
  const remote = await git({ nothrow: true })`git remote get-url origin`;
  return webAddress(remote.stdout.trim()) ?? 'https://example.invalid/deskhand';
}

/** The address on the web of a remote on GitHub and its like; undefined for a folder or another form. */
export function webAddress(remote: string): string | undefined {
  const match =
    /^(?:https?:\/\/(?:[^@/]+@)?|(?:ssh:\/\/)?git@)([\w.-]+)[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      remote,
    );
  return match === null ? undefined : `https://${match[1]}/${match[2]}`;
}
