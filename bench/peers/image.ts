import { execa } from 'execa';
import { dockerBuild } from '../../scripts/docker-build.ts';

const BASE = 'deskhand-bench-base:peers';
const NAME = 'deskhand-bench-peers:latest';

/** An image made for the bench; disposing of it removes its names, and its layers stay in the build cache. */
export interface PeersImage extends AsyncDisposable {
  readonly name: string;
}

/** The image `id` with ffmpeg, ImageMagick and xrandr, which look at the very same desktop, and with programs to type into (examples/desktop-program). */
export async function peersImage(id: string): Promise<PeersImage> {
  // BuildKit takes names only.
  await execa('docker', ['tag', id, BASE]);
  try {
    const args = { IMAGE: BASE, PROGRAMS: 'ffmpeg imagemagick l3afpad x11-xserver-utils xterm' };
    await dockerBuild({ file: 'examples/desktop-program/Dockerfile', tag: NAME, args }, () => {});
  } finally {
    await execa('docker', ['rmi', BASE]);
  }
  return {
    name: NAME,
    async [Symbol.asyncDispose]() {
      await execa('docker', ['rmi', NAME]);
    },
  };
}
