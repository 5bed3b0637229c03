import { once } from 'node:events';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { $, argv } from 'zx';
import {
  type ImageContents,
  parseListing,
  sizesByFolder,
  sizesByPackage,
  type Size,
} from './image-contents.ts';

/** `npm run image:size [-- --image NAME] [--json] [--top N]`: how big the image is and what it is made of. */

/** Sizes in bytes. Compressed ones are those of the whole file system as one stream, close to the sum of its layers. */
export interface ImageSize {
  readonly image: string;
  readonly uncompressed: number;
  /** Level 6, as engines push. */
  readonly gzip: number;
  /** Level {@link ZSTD_LEVEL}. */
  readonly zstd: number;
  readonly packages: readonly Size[];
  readonly folders: readonly Size[];
}

/** What image tools call "best"; higher levels take minutes for a few megabytes. */
const ZSTD_LEVEL = 12;

/** Measures an image that the engine has. @throws ProcessOutput when it has none of that name. */
export async function measureImage(image: string): Promise<ImageSize> {
  const uncompressed = Number(
    await $({ quiet: true })`docker image inspect --format {{.Size}} ${image}`.text(),
  );
  const [contents, compressed] = [await listContents(image), await compress(image)];
  return {
    image,
    uncompressed,
    ...compressed,
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

async function compress(image: string): Promise<{ gzip: number; zstd: number }> {
  const container = (await $({ quiet: true })`docker create ${image}`.text()).trim();
  try {
    const exporting = $({ quiet: true, encoding: 'buffer' })`docker export ${container}`;
    const [forGzip, forZstd] = [new PassThrough(), new PassThrough()];
    const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
    const [gzip, zstd] = await Promise.all([
      countBytes(forGzip, createGzip({ level: 6 })),
      countBytes(forZstd, createZstdCompress({ params })),
      tee(exporting.stdout, forGzip, forZstd),
    ]);
    return { gzip, zstd };
  } finally {
    await $({ quiet: true })`docker rm --force --volumes ${container}`;
  }
}

async function tee(from: Readable, ...to: readonly PassThrough[]): Promise<void> {
  for await (const chunk of from) {
    const full = to.filter((stream) => !stream.write(chunk));
    await Promise.all(full.map((stream) => once(stream, 'drain')));
  }
  for (const stream of to) stream.end();
}

async function countBytes(from: Readable, through: NodeJS.ReadWriteStream): Promise<number> {
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
    `${megabytes(size.gzip)}  gzip (level 6)`,
    `${megabytes(size.zstd)}  zstd (level ${ZSTD_LEVEL})`,
    ...table('By package', size.packages),
    ...table('By folder', size.folders),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await measureImage(typeof argv['image'] === 'string' ? argv['image'] : 'deskhand:local');
  if (argv['json'] === true) process.stdout.write(`${JSON.stringify(size, null, 2)}\n`);
  else print(size, Number(argv['top'] ?? 25));
}
