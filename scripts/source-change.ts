import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { dockerBuild } from './docker-build.ts';
import { copyImageSource } from './image-source.ts';
import { Layout, type Layer } from './publish/layout.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds of a copy of the sources that may be changed; the images, which have a name of their own, go when it is disposed of. */
export class ChangingSource implements AsyncDisposable {
  readonly #folder: string;
  readonly #tag = `deskhand-source-change:${process.pid}`;
  readonly #images = new Set<string>();
  #changes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies the present sources. */
  static async copy(): Promise<ChangingSource> {
    const folder = await mkdtemp(join(tmpdir(), 'deskhand-source-'));
    await copyImageSource(ROOT, folder);
    return new ChangingSource(folder);
  }

  /** Changes what the runner's main module is compiled to, as a commit would, and not only its text. */
  async change(): Promise<void> {
    const line = `export const CHANGE_${++this.#changes} = ${JSON.stringify(crypto.randomUUID())};\n`;
    await appendFile(join(this.#folder, 'src/runner/main.ts'), line);
  }

  /** Builds the image of the copy, `fresh` without the steps that are cached, and returns its id. @throws Error with the failing step's output. */
  async build(options: { readonly fresh?: boolean } = {}): Promise<string> {
    const request = { file: 'Dockerfile.cua', tag: this.#tag, context: this.#folder, ...options };
    const image = await dockerBuild(request, () => undefined);
    this.#images.add(image);
    return image;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not by force: an image that somebody else has named too stays.
    const names = [this.#tag, ...this.#images];
    for (const name of names) await $({ nothrow: true, quiet: true })`docker image rm ${name}`;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Compresses an image's layers as they are pushed. */
export async function pushedLayers(image: string): Promise<readonly Layer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-layers-'));
  try {
    return (await (await Layout.create(join(folder, 'layout'))).addImage(image)).layers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The layers of `after` that a registry which has `before` is sent. */
export function resent(before: readonly Layer[], after: readonly Layer[]): Layer[] {
  const there = new Set(before.map(({ descriptor }) => descriptor.digest));
  return after.filter(({ descriptor }) => !there.has(descriptor.digest));
}
