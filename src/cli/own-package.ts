import { existsSync, readFileSync } from 'node:fs';

/** What this package's own package.json says, as far as the CLI asks. */
export interface Manifest {
  readonly version: string;
  /** Of whoever published it; a clone's has none. */
  readonly repository?: string | { readonly url?: string };
}

/** The image that `npm run image` builds. */
const LOCAL_IMAGE = 'deskhand:local';

/** The version of this package. */
export function packageVersion(): string {
  return manifest().version;
}

/** Whether this code lies in a clone of the project, where the image can be built. */
export function inClone(): boolean {
  return existsSync(new URL('../../Dockerfile.cua', import.meta.url));
}

/** The image that desktops are made from where nothing names one: a clone's own build, elsewhere what was published with this package. */
export function defaultImage(): string {
  return inClone() ? LOCAL_IMAGE : (publishedImage(manifest()) ?? LOCAL_IMAGE);
}

/**
 * The image that the workflow which published a package has pushed for the same version (`.github/workflows/publish.yml`);
 * undefined when its package.json names no repository on GitHub.
 */
export function publishedImage({ version, repository }: Manifest): string | undefined {
  const address = typeof repository === 'string' ? repository : repository?.url;
  // `git+https://github.com/owner/name.git` as that workflow writes it, `github:owner/name` as npm lets one write it.
  const [, owner, name] =
    /(?:^github:|[/@]github\.com[/:]|^)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/i.exec(address ?? '') ?? [];
  if (owner === undefined || name === undefined) return undefined;
  return `ghcr.io/${`${owner}/${name}`.toLowerCase()}:${version}`;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest;
}
