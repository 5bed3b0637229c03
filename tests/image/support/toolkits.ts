import Docker from 'dockerode';
import { inject } from 'vitest';
import { dockerBuild } from '../../../scripts/docker-build.ts';
import { TEST_LABEL } from './desktop.ts';

/** An image made for a test; disposing of it removes its name. */
export interface DerivedImage extends AsyncDisposable {
  readonly name: string;
}

/** The image under test with xterm and L3afpad, an editor of GTK 3, as Debian ships them. Their packages are fetched once a machine. */
export function toolkitsImage(): Promise<DerivedImage> {
  return imageWith('toolkits', {});
}

/** The image under test with the packages of Debian that `PROGRAMS` names, by examples/desktop-program. */
export async function imageWith(what: string, args: { readonly PROGRAMS?: string }): Promise<DerivedImage> {
  const docker = new Docker();
  // BuildKit takes names only, and the image under test may be given by its id.
  const base = `deskhand-test-base:${inject('run')}`;
  const name = `deskhand-test-${what}:${inject('run')}`;
  await docker.getImage(inject('image')).tag({ repo: 'deskhand-test-base', tag: inject('run') });
  try {
    const labels = { [TEST_LABEL]: inject('run') };
    const file = 'examples/desktop-program/Dockerfile';
    await dockerBuild({ file, tag: name, args: { ...args, IMAGE: base }, labels }, () => {});
  } finally {
    await docker.getImage(base).remove();
  }
  return {
    name,
    async [Symbol.asyncDispose]() {
      await docker.getImage(name).remove();
    },
  };
}
