import Docker from 'dockerode';
import { describe, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { ext4Device, noExt4 } from '../support/loop-device.ts';
import { eventually, expectWorking, recovered } from '../support/recovery.ts';
import { smallVolumes } from '../support/small-volumes.ts';

const reason = await noExt4();

/** Until not even a folder can be made: what delayed allocation had kept for itself shows only after a sync, and goes to folders. */
const FILL = `cd /home/desk; cat /dev/zero >full 2>/dev/null; sync; cat /dev/zero >>full 2>/dev/null; sync
mkdir -p more; while mktemp -d more/XXXXXXXX; do :; done >/dev/null 2>&1; ! mkdir none 2>/dev/null`;

const EMPTY = 'rm -rf /home/desk/full /home/desk/more';

async function log(desktop: TestDesktop): Promise<string> {
  const container = new Docker().getContainer(desktop.container.getId());
  return (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8');
}

describe.skipIf(reason !== undefined)(
  `a start on a full ext4${reason ? ` (skipped: ${reason})` : ''}, where a new folder needs room`,
  () => {
    test('gets the folders that are missing from the browser’s caches, and goes on without any room', async () => {
      await using disk = await ext4Device(96);
      await using small = await smallVolumes({ '/home/desk': disk });
      await using desktop = await startDesktop({ volumes: small.volumes });
      await recovered(desktop);
      const container = new Docker().getContainer(desktop.container.getId());
      await container.stop();
      const cache = '/home/desk/profile/Default/Cache';
      await small.run(`mkdir -p ${cache} && head -c 1000000 /dev/urandom >${cache}/more`);
      await small.run(`rm -rf /home/desk/runs /home/desk/workspace && ${FILL}`);
      await container.start();
      await recovered(desktop);
      await expectWorking(desktop);
      expect(await log(desktop)).toContain("/home/desk was full: the browser's caches were removed from it");
      expect((await small.run('ls /home/desk')).split('\n')).toEqual(
        expect.arrayContaining(['runs', 'workspace']),
      );

      await container.stop();
      await small.run(`cd /home/desk/profile && rm -rf Default/*Cache* *Cache* && ${FILL}`);
      await container.start();
      await recovered(desktop);
      await expectWorking(desktop);
      expect(await log(desktop)).toMatch(/\/home\/desk is full \(\d+ MB\)\. The desktop works/);
    }, 240_000);

    test('that has been full from the first ends with what to do, and works as soon as there is room', async () => {
      await using disk = await ext4Device(96);
      await using small = await smallVolumes({ '/home/desk': disk });
      await small.run(FILL);
      await using desktop = await startDesktop({ volumes: small.volumes, wait: false });
      const container = new Docker().getContainer(desktop.container.getId());
      await eventually(async () => {
        expect(await log(desktop)).toMatch(/\/home\/desk is full \(\d+ MB\)\. \(not_ready\)\n/);
        expect((await container.inspect()).State).toMatchObject({ ExitCode: 3 });
      });
      expect(await log(desktop)).toMatch(/hint: Make room there /);
      await small.run(EMPTY);
      await recovered(desktop);
      await expectWorking(desktop);
    }, 240_000);
  },
);
