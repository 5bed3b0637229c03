import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { debianMirror } from './base-image-makers.ts';
import { ensureBaseImages } from './base-images.ts';
import { BuildProgress } from './build-progress.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What to build. */
export interface BuildRequest {
  /** The Dockerfile, as a path below the build context. */
  readonly file: string;
  /** The build context; left out, the project's folder. */
  readonly context?: string;
  readonly tag: string;
  /** Build arguments besides the base images and the Debian mirror. */
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Stage of the Dockerfile; left out, its last. */
  readonly target?: string | undefined;
  /** Do every step again instead of taking what earlier builds left. */
  readonly fresh?: boolean;
}

/**
 * Builds an image with this machine's base images, Debian mirror and certificate authorities, and returns its id (`sha256:…`).
 *
 * @throws Error with the output of the failing build step.
 */
export async function dockerBuild(request: BuildRequest, say: (line: string) => void): Promise<string> {
  const bases = await ensureBaseImages(say);
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-image-'));
  try {
    const idFile = join(folder, 'id');
    const flags = ['--load', '--iidfile', idFile, '--tag', request.tag, '--file', request.file];
    // Some engines would add one, with the time of the build; scripts/publish.ts adds its own.
    flags.push('--provenance=false', ...(request.fresh === true ? ['--no-cache'] : []));
    if (request.target !== undefined) flags.push('--target', request.target);
    const args = { ...bases, DEBIAN_MIRROR: await debianMirror(), ...request.args };
    const labels = Object.entries(request.labels ?? {}).flatMap(([name, value]) => [
      '--label',
      `${name}=${value}`,
    ]);
    const more = [...argFlags(args), ...(await secretFlags()), ...labels];
    const command = [...flags, '--progress', 'plain', ...more, '.'];
    const failure = await runBuild(command, request.context ?? ROOT, say);
    if (failure !== undefined) throw new Error(`the image could not be built\n${failure}`);
    return (await readFile(idFile, 'utf8')).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the build said in failing; undefined when it did not fail. */
async function runBuild(
  command: readonly string[],
  cwd: string,
  say: (line: string) => void,
): Promise<string | undefined> {
  const building = $({ cwd, nothrow: true, quiet: true })`docker buildx build ${command}`;
  const progress = new BuildProgress(say);
  building.stderr.setEncoding('utf8').on('data', (text: string) => progress.read(text));
  const { exitCode } = await building;
  return exitCode === 0 ? undefined : progress.failure();
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
