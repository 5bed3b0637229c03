import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { inject } from 'vitest';
import { program } from './cli.ts';
import { TEST_LABEL } from './desktop.ts';
import type { Ext4Device } from './loop-device.ts';

/** Volumes of a fixed size that outlive the restarts of a desktop; disposing of them removes them. */
export interface SmallVolumes extends AsyncDisposable {
  /** Names of the volumes by the folders where they are mounted. */
  readonly volumes: Readonly<Record<string, string>>;
  /** Runs a shell script in another container that has them too, whether or not the desktop runs; gives its output. */
  run(script: string): Promise<string>;
}

/**
 * Makes volumes in memory, such as `{ '/tmp': 'size=16m' }`, or on a device with an ext4. Docker gives up the memory of such a volume with the
 * last container that uses it, so one more has them all the time.
 */
export async function smallVolumes(
  folders: Readonly<Record<string, string | Ext4Device>>,
): Promise<SmallVolumes> {
  const docker = new Docker();
  const Labels = { [TEST_LABEL]: inject('run') };
  const made = Object.entries(folders).map(async ([folder, what]) => {
    const Name = `deskhand-test-${randomBytes(6).toString('hex')}`;
    await docker.createVolume({
      Name,
      Labels,
      Driver: 'local',
      DriverOpts:
        typeof what === 'string'
          ? { type: 'tmpfs', device: 'tmpfs', o: what }
          : { type: 'ext4', device: what.device },
    });
    return [folder, Name] as const;
  });
  const volumes = Object.fromEntries(await Promise.all(made));
  const holder = await docker.createContainer({
    Image: inject('image'),
    Labels,
    Entrypoint: ['sleep', 'infinity'],
    Healthcheck: { Test: ['NONE'] },
    HostConfig: { Binds: Object.entries(volumes).map(([folder, name]) => `${name}:${folder}`) },
  });
  await holder.start();
  return {
    volumes,
    async run(script) {
      const { exitCode, stdout, stderr } = await program('docker', ['exec', holder.id, 'sh', '-c', script]);
      if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}: ${stderr}`);
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      await holder.remove({ force: true });
      for (const name of Object.values(volumes)) await docker.getVolume(name).remove({ force: true });
    },
  };
}
