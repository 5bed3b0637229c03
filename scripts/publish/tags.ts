/** Which tags a commit is published under. */

/** The tag of main's newest published commit. */
export const EDGE = 'edge';

/** What is to be published. */
export interface Published {
  /** Git's full name of what was pushed: `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** The commit's full id. */
  readonly sha: string;
  /** Names of all tags of the repository, such as `v1.2.3`; others are passed over. */
  readonly released: readonly string[];
  /** For a rebuild of what was published before: its day, as `20261122`. */
  readonly rebuilt?: string;
}

interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly pre: string | undefined;
}

/**
 * The tags, best known first; none for what is not to be published.
 *
 * - `main`: `edge` and `sha-…`.
 * - A release: `1.2.3`; `1.2`, `1` (not `0`, which promises nothing) and `latest` where no later release has them, so
 *   that a fix of an old version takes nothing away from a newer one; and `sha-…`.
 * - A pre-release: `1.2.3-rc.1` and `sha-…`.
 * - A rebuild adds its day to the first tag and leaves `sha-…` to the first build.
 */
export function tagsOf({ ref, sha, released, rebuilt }: Published): string[] {
  const named = ref === 'refs/heads/main' ? [EDGE] : releaseTags(ref, released);
  const [first] = named;
  if (first === undefined) return [];
  return [...named, rebuilt === undefined ? firstBuildTag(sha) : `${first}-${rebuilt}`];
}

/** The tag of a commit's first build, which no rebuild moves. */
export function firstBuildTag(sha: string): string {
  return `sha-${sha.slice(0, 12)}`;
}

/** The version of a release (`1.2.3`, `1.2.3-rc.1`) by git's name of its tag; undefined for all else. */
export function versionOf(ref: string): string | undefined {
  const name = /^refs\/tags\/v(.+)$/.exec(ref)?.[1];
  return name !== undefined && parse(name) !== undefined ? name : undefined;
}

/** Git's name of the latest release's tag, such as `refs/tags/v1.2.3`; undefined when there is none. */
export function latestRelease(released: readonly string[]): string | undefined {
  const latest = stable(released).sort(compare).at(-1);
  return latest === undefined ? undefined : `refs/tags/v${latest.numbers.join('.')}`;
}

function releaseTags(ref: string, released: readonly string[]): string[] {
  const name = versionOf(ref);
  const version = name === undefined ? undefined : parse(name);
  if (name === undefined || version === undefined) return [];
  if (version.pre !== undefined) return [name];
  const later = stable(released).filter((other) => compare(other, version) > 0);
  const [major, minor] = version.numbers;
  const sameMajor = later.filter(({ numbers }) => numbers[0] === major);
  const sameMinor = sameMajor.filter(({ numbers }) => numbers[1] === minor);
  return [
    name,
    ...(sameMinor.length === 0 ? [`${major}.${minor}`] : []),
    ...(sameMajor.length === 0 && major > 0 ? [`${major}`] : []),
    ...(later.length === 0 ? ['latest'] : []),
  ];
}

function stable(tags: readonly string[]): Version[] {
  return tags
    .map((tag) => (tag.startsWith('v') ? parse(tag.slice(1)) : undefined))
    .filter((version) => version !== undefined)
    .filter(({ pre }) => pre === undefined);
}

/** A version that is also a valid tag of an image: semantic versioning without build metadata. */
function parse(text: string): Version | undefined {
  const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?$/.exec(text);
  if (match === null) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], pre: match[4] };
}

function compare(a: Version, b: Version): number {
  const at = a.numbers.findIndex((number, i) => number !== b.numbers[i]);
  return at < 0 ? 0 : (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
}
