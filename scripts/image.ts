import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $, argv } from 'zx';
import { debianMirror } from './base-image-makers.ts';
import { ensureBaseImages } from './base-images.ts';
import { BuildProgress } from './build-progress.ts';
import { hashImageSource } from './image-source.ts';

/** `npm run image [-- --tag NAME] [--quiet]`: builds the image unless it is already made of the present sources. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The image that everything here uses unless told otherwise. */
export const IMAGE = 'deskhand:local';

/** Label that holds the hash of what an image was built from. */
export const SOURCE_LABEL = 'io.deskhand.source';

/** Options of {@link ensureImage}. */
export interface EnsureImageOptions {
  readonly tag?: string;
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
  const id = await buildImage(tag, { say });
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
  readonly say?: (line: string) => void;
}

/** Builds the image of the present sources, and returns its id (`sha256:…`). @throws Error with the output of the failing step. */
export async function buildImage(tag: string, options: BuildImageOptions = {}): Promise<string> {
  const say = options.say ?? (() => undefined);
  const source = await hashImageSource(ROOT);
  const bases = await ensureBaseImages(say);
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-image-'));
  try {
    const idFile = join(folder, 'id');
    const flags = [
      '--load',
      '--iidfile',
      idFile,
      '--tag',
      tag,
      '--file',
      'Dockerfile.cua',
      '--progress',
      'plain',
      // Some engines would add one, with the time of the build; scripts/publish.ts adds its own.
      '--provenance=false',
      ...(options.fresh === true ? ['--no-cache'] : []),
    ];
    const more = [...argFlags({ ...bases, DEBIAN_MIRROR: await debianMirror() }), ...(await secretFlags())];
    const labels = ['--label', `${SOURCE_LABEL}=${source}`];
    const building = $({
      cwd: ROOT,
      nothrow: true,
      quiet: true,
    })`docker buildx build ${flags} ${more} ${labels} .`;
    const progress = new BuildProgress(say);
    building.stderr.setEncoding('utf8').on('data', (text: string) => progress.read(text));
    const { exitCode } = await building;
    if (exitCode !== 0) throw new Error(`the image could not be built\n${progress.failure()}`);
    return (await readFile(idFile, 'utf8')).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A proxy of this machine's environment is passed on by name only, so that its value stays out of the process list. */
function argFlags(args: Readonly<Record<string, string>>): string[] {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  const passed = proxies.filter((name) => process.env[name] !== undefined);
  return [...Object.entries(args).map(([name, value]) => `${name}=${value}`), ...passed].flatMap((arg) => [
    '--build-arg',
    arg,
  ]);
}

/** The certificate authorities this machine trusts reach the build as a secret: they may include a company's proxy. */
async function secretFlags(): Promise<string[]> {
  const candidates = [
    process.env['NODE_EXTRA_CA_CERTS'],
    process.env['SSL_CERT_FILE'],
    '/etc/ssl/certs/ca-certificates.crt',
  ];
  for (const path of candidates) {
    if (path === undefined) continue;
    const readable = await readFile(path).then(
      () => true,
      () => false,
    );
    if (readable) return ['--secret', `id=ca,src=${path}`];
  }
  return [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const tag = typeof argv['tag'] === 'string' ? argv['tag'] : IMAGE;
    process.stdout.write(`${await ensureImage({ tag, quiet: argv['quiet'] === true })}\n`);
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
