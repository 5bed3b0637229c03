import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A block device with an empty ext4 on it, which the image's own user may write; disposing of it removes it. */
export interface Ext4Device extends AsyncDisposable {
  /** Such as `/dev/loop0`. */
  readonly device: string;
}

/** Why there can be no ext4 of a test's own here, in words; undefined when there can. */
export async function noExt4(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'the engine has a kernel of its own here';
  if (process.getuid?.() !== 0) return 'a loop device needs root';
  const host = process.env['DOCKER_HOST'];
  if (host !== undefined && !host.startsWith('unix:')) return 'the engine is on another machine';
  try {
    await using _ = await ext4Device(2);
    return undefined;
  } catch (error) {
    return `no loop device: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}

/** Makes one of so many megabytes in a file of this machine. Nothing in it is reserved for root. */
export async function ext4Device(megabytes: number): Promise<Ext4Device> {
  const folder = await mkdtemp(join(tmpdir(), 'deskhand-ext4-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'disk');
    await writeFile(file, '');
    await truncate(file, megabytes * 2 ** 20);
    await execa('mkfs.ext4', ['-q', '-m', '0', '-E', 'root_owner=1000:1000', file]);
    const { stdout: device } = await execa('losetup', ['--find', '--show', file]);
    return {
      device,
      async [Symbol.asyncDispose]() {
        await execa('losetup', ['--detach', device]);
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
