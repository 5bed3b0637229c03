import { fileURLToPath } from 'node:url';
import { $, argv } from 'zx';
import { renewBaseImages } from './base-images.ts';
import { dockerBuild } from './docker-build.ts';
import { hashImageSource } from './image-source.ts';

/**
 * `npm run image [-- --tag NAME] [--target STAGE] [--fresh] [--quiet]`: builds the image unless it is already made of the
 * present sources. It says how old the base images are; after a week it looks for newer ones, at most once a day, and does every
 * step again where there are, so that the image has what Debian has fixed since. --fresh does both in any case.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The image that everything here uses unless told otherwise. */
export const IMAGE = 'deskhand:local';

/** Label that holds the hash of what an image was built from. */
export const SOURCE_LABEL = 'io.deskhand.source';

/** Options of {@link ensureImage}. */
export interface EnsureImageOptions {
  readonly tag?: string;
  /** Stage of the Dockerfile; left out, the image itself. */
  readonly target?: string;
  /** Say nothing while all goes well. */
  readonly quiet?: boolean;
}

/**
 * Makes sure that the image named `tag` is made of the present sources, and returns its id (`sha256:…`).
 *
 * @throws Error with the output of the failing build step.
 */
export async function ensureImage(options: EnsureImageOptions = {}): Promise<string> {
  const tag = options.tag ?? IMAGE;
  const say = (line: string): void => {
    if (options.quiet !== true) process.stderr.write(`${line}\n`);
  };
  const source = await hashImageSource(ROOT);
  const present = await idOfSource(tag, source);
  if (present !== null) return present;
  say(`building ${tag}: the first time takes some minutes`);
  const id = await buildImage(tag, { target: options.target, say });
  say(`built ${tag} ${id}`);
  return id;
}

async function idOfSource(tag: string, source: string): Promise<string | null> {
  const format = `{{.Id}} {{index .Config.Labels "${SOURCE_LABEL}"}}`;
  const found = await $({ nothrow: true, quiet: true })`docker image inspect --format ${format} ${tag}`;
  const [id, label] = found.stdout.trim().split(' ');
  return found.exitCode === 0 && id !== undefined && label === source ? id : null;
}

/** Options of {@link buildImage}. */
export interface BuildImageOptions {
  /** Do every step again instead of taking what earlier builds left. */
  readonly fresh?: boolean;
  /** Stage of the Dockerfile; left out, the image itself. */
  readonly target?: string | undefined;
  readonly say?: (line: string) => void;
}

/** Builds the image of the present sources, and returns its id (`sha256:…`). @throws Error with the output of the failing step. */
export async function buildImage(tag: string, options: BuildImageOptions = {}): Promise<string> {
  const labels = { [SOURCE_LABEL]: await hashImageSource(ROOT) };
  const say = options.say ?? (() => undefined);
  const { target, fresh = false } = options;
  return dockerBuild({ file: 'Dockerfile.cua', tag, labels, fresh, target }, say);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const tag = typeof argv['tag'] === 'string' ? argv['tag'] : IMAGE;
    const target = typeof argv['target'] === 'string' ? { target: argv['target'] } : {};
    const [fresh, quiet] = [argv['fresh'] === true, argv['quiet'] === true];
    const say = quiet ? () => undefined : (line: string) => void process.stderr.write(`${line}\n`);
    const renewed = await renewBaseImages(say, { fresh });
    const image =
      renewed || fresh
        ? await buildImage(tag, { ...target, fresh: true, say })
        : await ensureImage({ tag, ...target, quiet });
    process.stdout.write(`${image}\n`);
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
