import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createZstdCompress } from 'node:zlib';
import { parseDocument } from 'yaml';
import { $, argv } from 'zx';
import { BUDGET_FILE, grown, over, readBudget, recorded, weigh, type Line } from './budget.ts';
import {
  type ImageContents,
  parseListing,
  sizesByFolder,
  sizesByPackage,
  type Size,
} from './image-contents.ts';
import { Layout, type Layer } from './publish/layout.ts';

/**
 * `npm run image:size [-- --image NAME] [--json] [--top N] [--write]`: how big the image is, what it is made of, and
 * whether image/budget.yaml allows it; exit 1 when not, with what grew. --write records the packages' sizes there.
 */

/** Sizes in bytes. */
export interface ImageSize {
  readonly image: string;
  /** The sum of the layers' tars. Engines say nearly the same, without the tars' headers, or count something else. */
  readonly uncompressed: number;
  /** The sum of {@link layers}: what a registry keeps and a first pull loads. */
  readonly gzip: number;
  /** The whole file system, as one stream, at level {@link ZSTD_LEVEL}. */
  readonly zstd: number;
  /** Each layer as scripts/publish.ts pushes it: its tar, compressed by gzip at its default level; empty ones are left out. */
  readonly layers: readonly number[];
  readonly packages: readonly Size[];
  readonly folders: readonly Size[];
}

/** What image tools call "best"; higher levels take minutes for a few megabytes. */
const ZSTD_LEVEL = 12;

/** A tar with nothing in it: two blocks. */
const EMPTY_TAR = 1024;

/** Measures an image that the engine has. @throws ProcessOutput when it has none of that name. */
export async function measureImage(image: string): Promise<ImageSize> {
  const contents = await listContents(image);
  const [layers, zstd] = await Promise.all([compressLayers(image), compressWhole(image)]);
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
  return {
    image,
    uncompressed: sum(layers.map(({ bytes }) => bytes)),
    gzip: sum(layers.map(({ descriptor }) => descriptor.size)),
    zstd,
    layers: layers.map(({ descriptor }) => descriptor.size),
    packages: sizesByPackage(contents),
    folders: sizesByFolder(contents),
  };
}

/** Lists every file and every package's files, by the image's own tools. */
async function listContents(image: string): Promise<ImageContents> {
  const list =
    "find / -xdev -type f -printf 'file\\t%s\\t%p\\n'; grep -r '' /var/lib/dpkg/info --include='*.list'";
  const run = ['--rm', '--network', 'none', '--user', '0:0', '--entrypoint', 'sh'];
  const { stdout } = await $({ quiet: true })`docker run ${run} ${image} -c ${list}`;
  return parseListing(stdout);
}

async function compressLayers(image: string): Promise<Layer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-size-'));
  try {
    const { layers } = await (await Layout.create(join(folder, 'layout'))).addImage(image);
    return layers.filter(({ bytes }) => bytes > EMPTY_TAR);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compressWhole(image: string): Promise<number> {
  const container = (await $({ quiet: true })`docker create ${image}`.text()).trim();
  try {
    const exporting = $({ quiet: true, encoding: 'buffer' })`docker export ${container}`;
    const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
    return await countBytes(exporting.stdout, createZstdCompress({ params }));
  } finally {
    await $({ quiet: true })`docker rm --force --volumes ${container}`;
  }
}

async function countBytes(from: NodeJS.ReadableStream, through: NodeJS.ReadWriteStream): Promise<number> {
  let bytes = 0;
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(from, through, count);
  return bytes;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(10);
}

function print(size: ImageSize, top: number): void {
  const table = (title: string, rows: readonly Size[]): string[] => [
    `\n${title}`,
    ...rows.slice(0, top).map(({ name, bytes }) => `${megabytes(bytes)}  ${name}`),
  ];
  const lines = [
    `${megabytes(size.uncompressed)}  ${size.image}, uncompressed`,
    `${megabytes(size.gzip)}  its layers as they are pushed (gzip)`,
    `${megabytes(size.zstd)}  the file system as one stream (zstd, level ${ZSTD_LEVEL})`,
    ...table('By package', size.packages),
    ...table('By folder', size.folders),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Prints the limits, and what grew when one is passed; whether none is. */
async function check(size: ImageSize): Promise<boolean> {
  const budget = await readBudget();
  const lines = weigh(size, budget);
  const passed = over(lines);
  const row = ({ name, is, may }: Line): string =>
    `${is.toFixed(2).padStart(10)} of ${may.toFixed(2).padStart(6)} MB  ${name}${is > may ? '  TOO BIG' : ''}`;
  process.stderr.write(`\nBudget\n${lines.map(row).join('\n')}\n`);
  if (passed.length === 0) return true;
  const more = grown(size.packages, budget.packages).map(
    ({ name, is, may }) => `${`+${(is - may).toFixed(2)}`.padStart(10)} MB  ${name} (${may} → ${is})`,
  );
  process.stderr.write(
    `\nGrown since image/budget.yaml was last written\n${more.join('\n') || '   nothing'}\n`,
  );
  return false;
}

async function record(size: ImageSize): Promise<void> {
  const document = parseDocument(await readFile(BUDGET_FILE, 'utf8'));
  document.set('packages', document.createNode(recorded(size.packages)));
  await writeFile(BUDGET_FILE, document.toString({ lineWidth: 120 }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await measureImage(typeof argv['image'] === 'string' ? argv['image'] : 'deskhand:local');
  if (argv['json'] === true) process.stdout.write(`${JSON.stringify(size, null, 2)}\n`);
  else print(size, Number(argv['top'] ?? 25));
  if (argv['write'] === true) await record(size);
  if (!(await check(size))) process.exitCode = 1;
}
