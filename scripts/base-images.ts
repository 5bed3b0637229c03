import { fileURLToPath } from 'node:url';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { $, type ProcessOutput } from 'zx';
import { judgeAge } from './base-age.ts';
import { makeDebianImage, makeNodeImage } from './base-image-makers.ts';

/**
 * Makes sure that the images named in the Dockerfile's `FROM` lines are there, and says which build arguments use them.
 * Without a registry equivalents are made from Debian's archive and npm: `node scripts/base-images.ts` prints the
 * arguments.
 */

/** Build arguments of Dockerfile.cua that choose its base images. */
export interface BaseImages {
  readonly DEBIAN: string;
  readonly NODE: string;
}

/** Local tags of the equivalents. */
export const LOCAL_BASES: BaseImages = { DEBIAN: 'deskhand-base:trixie', NODE: 'deskhand-base:node24' };

/** A registry that has not named the image by then is taken as unreachable; a slow download is not. */
const REGISTRY_ANSWER_MS = 15_000;

/** Holds when the base images were last tried to be renewed. */
const ATTEMPT_FILE = fileURLToPath(new URL('../.cache/base-images-attempt', import.meta.url));

/**
 * Finds, pulls or makes both base images.
 *
 * @throws ProcessOutput when they can neither be pulled nor made.
 */
export async function ensureBaseImages(say: (line: string) => void): Promise<BaseImages> {
  const wanted = await basesOfDockerfile();
  if ((await basesOfImage()) !== LOCAL_BASES) return wanted;
  if ((await hasImage(LOCAL_BASES.DEBIAN)) && (await hasImage(LOCAL_BASES.NODE))) return LOCAL_BASES;
  if ((await pull(wanted.DEBIAN, say)) && (await pull(wanted.NODE, say))) return wanted;
  say('no registry answers');
  await makeLocalBases(say);
  return LOCAL_BASES;
}

/**
 * Renews base images that are too old (scripts/base-age.ts), or all with `fresh`, and says whether they are others now: then
 * the image is to be built without the cached steps, which know nothing of newer packages. What cannot be renewed stays, and is
 * tried again a day later: `attemptFile` holds when it was tried last.
 */
export async function renewBaseImages(
  say: (line: string) => void,
  {
    fresh = false,
    attemptFile = ATTEMPT_FILE,
  }: { readonly fresh?: boolean; readonly attemptFile?: string } = {},
): Promise<boolean> {
  const bases = Object.values(await basesOfImage());
  const before = await Promise.all(bases.map(describe));
  const created = before.flatMap((image) => (image === null ? [] : [image.created]));
  // What is not there will be made or pulled when it is needed.
  if (created.length < bases.length) return false;
  const now = new Date();
  const { renew, words } = judgeAge(created, now, { fresh, attempted: await lastAttempt(attemptFile) });
  say(`base images: ${bases.join(' and ')}, ${words}${renew ? ': looking for newer ones' : ''}`);
  if (!renew) return false;
  try {
    // A checkout that cannot be written to is no reason to leave old packages in.
    await noteAttempt(attemptFile, now).catch(() => undefined);
    if (bases.includes(LOCAL_BASES.DEBIAN)) await makeLocalBases(say);
    else
      for (const base of bases)
        if (!(await pull(base, say))) say(`${base} could not be pulled and stays as it is`);
  } catch (error) {
    say(`the base images could not be renewed and stay as they are: ${String(error).split('\n')[0]}`);
    return false;
  }
  const after = await Promise.all(bases.map(describe));
  const isRenewed = after.some((image, i) => image?.id !== before[i]?.id);
  say(isRenewed ? 'base images renewed' : 'base images unchanged');
  return isRenewed;
}

async function lastAttempt(file: string): Promise<Date | undefined> {
  const at = new Date((await readFile(file, 'utf8').catch(() => '')).trim());
  return Number.isNaN(at.getTime()) ? undefined : at;
}

async function noteAttempt(file: string, now: Date): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${now.toISOString()}\n`);
}

async function makeLocalBases(say: (line: string) => void): Promise<void> {
  say(`making ${LOCAL_BASES.DEBIAN} from Debian's archive`);
  await makeDebianImage(LOCAL_BASES.DEBIAN);
  say(`making ${LOCAL_BASES.NODE} from npm's node package`);
  await makeNodeImage(LOCAL_BASES.NODE, LOCAL_BASES.DEBIAN);
}

/** The base images that a build takes as things are: the Dockerfile's own, else the equivalents. */
export async function basesOfImage(): Promise<BaseImages> {
  const wanted = await basesOfDockerfile();
  return (await hasImage(wanted.DEBIAN)) && (await hasImage(wanted.NODE)) ? wanted : LOCAL_BASES;
}

async function basesOfDockerfile(): Promise<BaseImages> {
  const text = await readFile(new URL('../Dockerfile.cua', import.meta.url), 'utf8');
  return { DEBIAN: defaultOfArg(text, 'DEBIAN'), NODE: defaultOfArg(text, 'NODE') };
}

function defaultOfArg(dockerfile: string, name: string): string {
  const value = new RegExp(`^ARG ${name}=(\\S+)$`, 'm').exec(dockerfile)?.[1];
  if (value === undefined) throw new Error(`Dockerfile.cua has no line "ARG ${name}=…"`);
  return value;
}

async function hasImage(image: string): Promise<boolean> {
  return (await describe(image)) !== null;
}

/** An image of the engine; null when there is none of that name. */
async function describe(image: string): Promise<{ readonly id: string; readonly created: Date } | null> {
  const format = '{{.Id}} {{.Created}}';
  const asked = await $({ nothrow: true, quiet: true })`docker image inspect --format ${format} ${image}`;
  const [id = '', created = ''] = asked.stdout.trim().split(' ');
  return asked.exitCode === 0 ? { id, created: new Date(created) } : null;
}

/** Whether the image could be pulled. The engine pulls, not this process, so that its mirrors and proxies count. */
async function pull(image: string, say: (line: string) => void): Promise<boolean> {
  say(`pulling ${image}`);
  const pulling = $({ nothrow: true, quiet: true })`docker pull ${image}`;
  const silent = setTimeout(() => void pulling.kill(), REGISTRY_ANSWER_MS);
  pulling.stdout.once('data', () => clearTimeout(silent));
  const { exitCode }: ProcessOutput = await pulling;
  clearTimeout(silent);
  return exitCode === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bases = await ensureBaseImages((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`--build-arg DEBIAN=${bases.DEBIAN} --build-arg NODE=${bases.NODE}\n`);
}
