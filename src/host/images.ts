import { DeskhandError } from '../base/errors.ts';
import { engineError, engineMessage, engineStatus } from './engine-error.ts';
import type { Engine } from './engine.ts';

/** How a missing image is had. */
export interface ImageOptions {
  /** True in a clone of the project, where `npm run image` builds it. */
  readonly inClone: boolean;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Whether the engine has an image. */
export async function hasImage(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (engineStatus(error) === 404) return false;
    throw engineError('inspect an image', error);
  }
}

/** Resolves once the engine has the image, pulling it where it names a registry; throws `no_image` with the way to get it. */
export async function requireImage(engine: Engine, image: string, options: ImageOptions): Promise<void> {
  if (await hasImage(engine, image)) return;
  if (isBuiltLocally(image))
    throw new DeskhandError('no_image', `The image ${image} has not been built yet.`, {
      hint: options.inClone
        ? '`npm run image` builds it.'
        : 'Name a published image with --image or DESKHAND_IMAGE, or build it in a clone of the project with `npm run image`.',
    });
  options.onProgress(`Pulling ${image} …`);
  await pull(engine, image, options);
}

/** `deskhand:anything` exists on this machine only; a published image names its registry or user. */
export function isBuiltLocally(image: string): boolean {
  return /^deskhand(:|$)/.test(image);
}

async function pull(engine: Engine, image: string, options: ImageOptions): Promise<void> {
  const stream = await engine.docker.pull(withTag(image)).catch((error: unknown) => {
    throw cannotPull(image, engineMessage(error), error);
  });
  const abort = () => {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  };
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    const meter = new PullMeter(options.onProgress);
    await new Promise<void>((resolve, reject) => {
      stream.once('close', () => reject(new Error('The pull was cut off.')));
      engine.docker.modem.followProgress(
        stream,
        (error: Error | null, output: readonly PullEvent[] | null) => {
          // A failed pull ends without an error: the error is the last thing it reports.
          const failure = error?.message ?? output?.find((event) => event.error !== undefined)?.error;
          if (failure === undefined) resolve();
          else reject(cannotPull(image, failure, error));
        },
        (event: PullEvent) => meter.take(event),
      );
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw error instanceof DeskhandError ? error : cannotPull(image, engineMessage(error), error);
  } finally {
    options.signal.removeEventListener('abort', abort);
  }
}

interface PullEvent {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
}

/** Says how many layers are there each time one more is complete. */
class PullMeter {
  readonly #seen = new Set<string>();
  readonly #complete = new Set<string>();
  readonly #say: (message: string) => void;

  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  take(event: PullEvent): void {
    if (event.id === undefined) return;
    if (event.status === 'Pulling fs layer') this.#seen.add(event.id);
    if (event.status !== 'Pull complete') return;
    this.#complete.add(event.id);
    this.#say(`Pulled ${this.#complete.size} of ${this.#seen.size} layers.`);
  }
}

/** Docker pulls every tag of a name without one. */
function withTag(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? image : `${image}:latest`;
}

function cannotPull(image: string, why: string, cause: unknown): DeskhandError {
  return new DeskhandError('no_image', `The image ${image} cannot be pulled: ${why}`, {
    hint: 'Check its name and the network; a private image needs `docker login` and `docker pull` first.',
    cause,
  });
}
