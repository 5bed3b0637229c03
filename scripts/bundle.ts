/**
 * Writes dist/image: what the image has in /opt/deskhand. The runner as ES modules (split, so that each command loads what it
 * needs), the viewer's files, and the two native modules with nothing but their parts for the target.
 * Target: Linux with glibc on TARGETARCH (`amd64` or `arm64`, as BuildKit names it), else on this machine's own architecture.
 */
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist/image');
const viewer = join(root, 'src/server/viewer');

/** Native modules: copied, not bundled. */
const NATIVE = ['sharp', '@julusian/jpeg-turbo'];

/** Packages that drive Docker or tests; the image must not hold them (docs/architecture.md). */
const FORBIDDEN = ['dockerode', 'testcontainers', 'zx', 'citty', 'execa', 'vitest', 'esbuild', 'typescript'];

// CommonJS packages call require() for Node's own modules; ES modules have none.
const REQUIRE_BANNER =
  "import { createRequire as deskhandRequire } from 'node:module'; const require = deskhandRequire(import.meta.url);";

/** zod's messages in fifty languages are a third of the runner; ours are English, which zod imports by itself. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup(builder) {
    builder.onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** Names of the packages that are copied. */
const copied: string[] = [];

await rm(out, { recursive: true, force: true });
const runner = await bundleRunner();
assertNothingForbidden(runner);
const [page] = await Promise.all([bundleViewer(), copyNatives()]);
await writePackageList([runner, page]);

async function bundleRunner(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { runner: join(root, 'src/runner/main.ts') },
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: NATIVE,
    banner: { js: REQUIRE_BANNER },
    // Shorter files are read faster; names stay, so that stack traces can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    plugins: [englishOnly],
    logLevel: 'warning',
  });
  return metafile;
}

function assertNothingForbidden({ inputs }: Metafile): void {
  const found = Object.keys(inputs).filter((path) =>
    FORBIDDEN.some((name) => path.includes(`node_modules/${name}`)),
  );
  if (found.length > 0) throw new Error(`these must not enter the image:\n${found.join('\n')}`);
  const ours = Object.keys(inputs).filter((path) => /^src\/(host|cli)\//.test(path));
  if (ours.length > 0) throw new Error(`the runner must not import the host's side:\n${ours.join('\n')}`);
}

async function bundleViewer(): Promise<Metafile> {
  const target = join(out, 'viewer');
  const { metafile } = await build({
    entryPoints: { viewer: join(viewer, 'viewer.ts') },
    outdir: target,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'viewer.css', 'icon.svg'])
    await cp(join(viewer, file), join(target, file));
  return metafile;
}

/** packages.json: the npm packages that the bundles hold parts of, and the copied ones, for the image's SBOM. */
async function writePackageList(bundles: readonly Metafile[]): Promise<void> {
  const folders = new Set(copied.map((name) => `node_modules/${name}`));
  for (const input of bundles.flatMap(({ inputs }) => Object.keys(inputs))) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const packages = await Promise.all(
    [...folders].sort().map(async (folder) => {
      const text = await readFile(join(root, folder, 'package.json'), 'utf8');
      const { name, version, license } = JSON.parse(text) as Record<string, unknown>;
      return { name, version, license };
    }),
  );
  await writeFile(join(out, 'packages.json'), `${JSON.stringify(packages)}\n`);
}

/** The native modules' own files, their runtime dependencies, and the binaries for the target. */
async function copyNatives(): Promise<void> {
  const arch = targetArch();
  await Promise.all([
    copyPackage('sharp', ['package.json', 'dist', 'LICENSE']),
    copyPackage('detect-libc', ['package.json', 'lib', 'LICENSE']),
    copyPackage('semver', [
      'package.json',
      'classes',
      'functions',
      'internal',
      'ranges',
      'index.js',
      'LICENSE',
    ]),
    copyPackage('@img/colour', ['package.json', 'color.cjs', 'index.cjs', 'LICENSE.md']),
    copyPackage(`@img/sharp-linux-${arch}`),
    copyPackage(`@img/sharp-libvips-linux-${arch}`),
    copyPackage('pkg-prebuilds', ['package.json', 'bindings.js', 'lib', 'LICENSE']),
    copyPackage('@julusian/jpeg-turbo', [
      'package.json',
      'index.js',
      'binding-options.js',
      'LICENSE',
      `prebuilds/jpeg-turbo-linux-${arch}`,
    ]),
  ]);
}

/** The whole package, or the named parts of it; types stay behind. */
async function copyPackage(name: string, parts: readonly string[] = ['.']): Promise<void> {
  copied.push(name);
  const from = join(root, 'node_modules', name);
  const to = join(out, 'node_modules', name);
  for (const part of parts) {
    const source = join(from, part);
    const exists = await stat(source).then(
      () => true,
      () => false,
    );
    if (!exists)
      throw new Error(
        `${source} is missing: run npm ci for the target (npm ci --os=linux --cpu=${targetArch()} --libc=glibc)`,
      );
    await mkdir(dirname(join(to, part)), { recursive: true });
    const filter = (path: string): boolean => !/\.d\.[cm]?ts$/.test(path);
    await cp(source, join(to, part), { recursive: true, dereference: true, filter });
  }
}

function targetArch(): string {
  const arch = process.env['TARGETARCH'] ?? process.arch;
  const known: Readonly<Record<string, string>> = { amd64: 'x64', x64: 'x64', arm64: 'arm64' };
  const found = known[arch];
  if (found === undefined)
    throw new Error(`TARGETARCH: no image for "${arch}"; amd64 and arm64 are supported`);
  return found;
}
