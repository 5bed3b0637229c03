import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import type { TaskClient } from '../../client/tasks.ts';
import type { RunFile } from '../../client/wire.ts';

/** What may change without changing its size; it is fetched again at the end. */
const REWRITTEN = new Set(['run.json', 'report.html', 'playbook.yaml', 'memory.md']);

/** What every file system takes; names of uploads may be in any script. */
// oxlint-disable-next-line no-control-regex -- those are what is kept out
const PLAIN_NAME = /^[^/\\<>:"|?*\u0000-\u001f\u007f]+$/;

/** Keeps a copy of a run's folder on this machine while it grows, so that the record outlives the desktop. */
export class RunMirror {
  /** The copy's folder. */
  readonly folder: string;
  readonly #tasks: Pick<TaskClient, 'files' | 'readFile'>;
  readonly #id: string;
  readonly #sizes = new Map<string, number>();
  #syncing: Promise<void> | undefined;
  #again = false;

  /** `runs` is the folder that holds all runs. Throws `internal` for an id that is no plain name. */
  constructor(tasks: Pick<TaskClient, 'files' | 'readFile'>, id: string, runs: string) {
    this.folder = join(runs, ...safeParts(id));
    this.#tasks = tasks;
    this.#id = id;
  }

  /** Notes that there is something new. Fetches in the background, one round at a time; errors wait for `finish`. */
  touch(): void {
    if (this.#syncing !== undefined) {
      this.#again = true;
      return;
    }
    this.#syncing = this.#sync(new Set(), undefined)
      .catch(() => undefined)
      .finally(() => {
        this.#syncing = undefined;
        if (!this.#again) return;
        this.#again = false;
        this.touch();
      });
  }

  /** Fetches whatever is missing or may have changed; resolves when the copy is complete. */
  async finish(signal?: AbortSignal): Promise<void> {
    this.#again = false;
    await this.#syncing;
    await this.#sync(REWRITTEN, signal);
  }

  async #sync(force: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<void> {
    for (const file of await this.#tasks.files(this.#id, signal)) {
      if (this.#sizes.get(file.path) === file.size && !force.has(file.path)) continue;
      await this.#fetch(file, signal);
    }
  }

  async #fetch({ path, size }: RunFile, signal: AbortSignal | undefined): Promise<void> {
    const target = join(this.folder, ...safeParts(path));
    const data = await this.#tasks.readFile(this.#id, path, signal);
    await mkdir(dirname(target), { recursive: true });
    // Never half a file, also when this process is killed.
    await writeFile(`${target}.part`, data);
    await rename(`${target}.part`, target);
    // A file that has grown since the list was made is fetched again in the next round.
    this.#sizes.set(path, Math.min(size, data.length));
  }
}

/** The parts of a path that a desktop named. It is not trusted: nothing may lead out of the folder. */
function safeParts(path: string): readonly string[] {
  const parts = path.split('/');
  if (parts.every((part) => PLAIN_NAME.test(part) && part !== '.' && part !== '..')) return parts;
  throw new DeskhandError(
    'internal',
    `The desktop named a file that cannot be kept: ${JSON.stringify(path)}`,
  );
}
