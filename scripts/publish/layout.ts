import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { execa } from 'execa';
import { $ } from 'zx';
import { MEDIA, type Descriptor, type ImageConfig } from './oci.ts';

/** A layer of an image: what a registry is given, and the tar in it. */
export interface Layer {
  readonly descriptor: Descriptor;
  /** Digest of the tar. */
  readonly diffId: string;
  /** Size of the tar in bytes. */
  readonly bytes: number;
}

/** An image as the engine gave it, its layers compressed. */
export interface SavedImage {
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}

/**
 * gzip's own default, as engines push; level 9 takes twice as long for 0.4 % less. By the gzip program: Node's zlib is
 * tuned for speed and makes layers 1.3 % bigger at the same level. -n: no name and no time.
 */
const GZIP = ['-n', '-6'];

/** A folder in the form of an OCI image layout; blobs are named by their digest. */
export class Layout {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes an empty layout in `folder`. */
  static async create(folder: string): Promise<Layout> {
    await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
    await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    return new Layout(folder);
  }

  /** Keeps a document and says what it is. */
  async add(mediaType: string, content: object): Promise<Descriptor> {
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = sha256(bytes);
    await writeFile(this.#path(digest), bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Names what a reader of the layout gets. */
  async name(descriptor: Descriptor, name: string): Promise<void> {
    const named = { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': name } };
    const index = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [named] };
    await writeFile(join(this.folder, 'index.json'), JSON.stringify(index));
  }

  /**
   * Takes an image from the engine. What the engine's archive says of itself is checked.
   *
   * @throws Error when a layer is not what the image's configuration says.
   */
  async addImage(image: string): Promise<SavedImage> {
    const saved = join(this.folder, 'saved');
    await mkdir(saved);
    try {
      await $({ quiet: true })`docker save ${image}`.pipe($({ quiet: true })`tar -x -C ${saved}`);
      const [entry] = JSON.parse(await readFile(join(saved, 'manifest.json'), 'utf8')) as {
        Config: string;
        Layers: string[];
      }[];
      if (entry === undefined) throw new Error(`${image}: the engine saved no image`);
      const config = JSON.parse(await readFile(join(saved, entry.Config), 'utf8')) as ImageConfig;
      const layers: Layer[] = [];
      for (const [i, path] of entry.Layers.entries()) {
        const layer = await this.#addLayer(join(saved, path));
        const told = config.rootfs.diff_ids[i];
        if (layer.diffId !== told) throw new Error(`${image}: layer ${i} is ${layer.diffId}, not ${told}`);
        layers.push(layer);
      }
      return { config, layers };
    } finally {
      await rm(saved, { recursive: true });
    }
  }

  async #addLayer(path: string): Promise<Layer> {
    const temporary = join(this.folder, 'blobs/layer');
    const [plain, packed] = [new Meter(), new Meter()];
    // Engines with containerd's store save layers as they were pulled or built: compressed.
    const unpack = (await isGzip(path)) ? createGunzip() : new PassThrough();
    const pack = execa('gzip', GZIP, { buffer: false }).duplex();
    const write = createWriteStream(temporary);
    await pipeline(createReadStream(path), unpack, plain.pass, pack, packed.pass, write);
    await rename(temporary, this.#path(packed.digest()));
    const descriptor = { mediaType: MEDIA.layer, digest: packed.digest(), size: packed.bytes };
    return { descriptor, diffId: plain.digest(), bytes: plain.bytes };
  }

  #path(digest: string): string {
    return join(this.folder, 'blobs', digest.replace(':', '/'));
  }
}

/** The digest of some bytes, as registries name content. */
export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Counts and hashes what passes. */
class Meter {
  readonly #hash = createHash('sha256');
  #digest: string | undefined;
  bytes = 0;

  readonly pass = (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => this.#read(source);

  /** The digest of all; nothing may pass afterwards. */
  digest(): string {
    this.#digest ??= `sha256:${this.#hash.digest('hex')}`;
    return this.#digest;
  }

  async *#read(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.bytes += chunk.length;
      this.#hash.update(chunk);
      yield chunk;
    }
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
