import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { describe, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import {
  containerOf,
  expectBorneInTime,
  expectInTime,
  expectRecoveryInTime,
} from '../support/recovery-time.ts';
import { clientOf, eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';
import { smallVolumes } from '../support/small-volumes.ts';

/** Allocates and touches memory until there is none. */
const HOG = `data:text/html,<title>hog</title><script>
  const held = []; const eat = () => { held.push(new Uint8Array(32e6).fill(1)); setTimeout(eat, 1); }; eat();
</script>`;

test('a page that eats all memory of the container dies alone', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  await recovered(desktop);
  await container.update({ Memory: 700 * 2 ** 20, MemorySwap: 700 * 2 ** 20 });
  const client = await clientOf(desktop);
  await expectInTime(containerOf(desktop), async () => {
    await client.perform({ action: 'goto', url: HOG }).catch(() => undefined);
    await eventually(async () => {
      expect((await client.observation()).page?.title).toContain('(the page has crashed)');
    });
    const since = performance.now();
    await client.perform({ action: 'goto', url: 'data:text/html,<title>after</title>' });
    return performance.now() - since;
  });
  await recovered(desktop);
  await expectWorking(desktop);
});

test('with full volumes the desktop still works, and a task still ends with its result', async () => {
  await using desktop = await startDesktop({
    tmpfs: { '/tmp': 'size=16m,mode=1777', '/home/desk': 'size=64m,uid=1000' },
  });
  await expectBorneInTime(desktop, () =>
    desktop.tryRun('sh', '-c', 'cat /dev/zero >/tmp/full; cat /dev/zero >/home/desk/full'),
  );
  for (const folder of ['/tmp', '/home/desk'])
    expect((await desktop.tryRun('sh', '-c', `head -c 100000 /dev/zero >${folder}/more`)).exitCode).not.toBe(
      0,
    );
  await expectWorking(desktop);
  const client = await clientOf(desktop);
  const refused = await client.tasks
    .submit({ playbook: 'name: Full\nsteps:\n  - goto: about:blank\n' })
    .catch((error: unknown) => error);
  // No record can be begun: that is said at once, and nothing stays busy.
  expect(refused).toMatchObject({ code: expect.any(String) as string });
  await desktop.run('sh', '-c', 'rm -f /tmp/full /tmp/more /home/desk/full /home/desk/more');
  const { id } = await client.tasks.submit({ playbook: 'name: Free\nsteps:\n  - goto: about:blank\n' });
  const ends: (string | undefined)[] = [];
  for await (const { event } of client.tasks.events(id))
    if (event.type === 'ended') ends.push(event.run.outcome);
  expect(ends).toEqual(['done']);
  await expectWorking(desktop);
});

describe('a start', () => {
  const FOLDERS = { '/tmp': 'size=16m,mode=1777', '/home/desk': 'size=96m,uid=1000,gid=1000,mode=0700' };

  /** `cat` says that the disk is full, which is what is wanted. */
  const fill = (folder: string) => `cat /dev/zero >${folder}/full 2>/dev/null; ! echo x >${folder}/more`;

  const log = async (desktop: TestDesktop) => {
    const text = await new Docker()
      .getContainer(desktop.container.getId())
      .logs({ stdout: true, stderr: true, follow: false });
    return text.toString('utf8');
  };

  /** Nothing of a runner or a browser but of those that live. */
  const expectNoLeftovers = async (desktop: TestDesktop) => {
    const names = (await desktop.run('ls', '-A', '/tmp', '/home/desk')).split('\n');
    expect(names.filter((name) => name.startsWith('.deskhand-probe'))).toEqual([]);
    expect(names.filter((name) => /^\.deskhand-\w{6}$/.test(name))).toHaveLength(1);
    expect(names.filter((name) => /(org\.chromium|com\.google)\./.test(name)).length).toBeLessThanOrEqual(1);
    expect(names.filter((name) => /^deskhand-\d+$/.test(name))).toEqual([]);
  };

  const playbook = (name: string) => ({ playbook: `name: ${name}\nsteps:\n  - goto: about:blank\n` });

  test('with a full home has the same home in time, says so, and a task is done when there is room again', async () => {
    await using small = await smallVolumes(FOLDERS);
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    const first = await clientOf(desktop);
    const { id } = await first.tasks.submit(playbook('Before'));
    for await (const { event } of first.tasks.events(id)) if (event.type === 'ended') break;

    await expectRecoveryInTime(desktop, ['container'], async () => {
      await desktop.run('sh', '-c', fill('/home/desk'));
      await signal(desktop, 'KILL', PROCESSES.runner);
    });
    // Caches have made room; without any there is none.
    expect(await log(desktop)).toMatch(/\/home\/desk was full: the browser's caches were removed|is full/);

    const container = new Docker().getContainer(desktop.container.getId());
    await container.stop();
    await small.run(`cd /home/desk/profile && rm -rf Default/*Cache* *Cache* && ${fill('/home/desk')}`);
    await container.start();
    await recovered(desktop);
    await expectWorking(desktop);
    expect(await log(desktop)).toMatch(
      /warn +\/home\/desk is full \(96 MB\)\. The desktop works, .*hint=Make room/,
    );
    await expectNoLeftovers(desktop);
    const client = await clientOf(desktop);
    expect(await client.tasks.get(id)).toMatchObject({ id, outcome: 'done' });
    await small.run('rm -f /home/desk/full /home/desk/more');
    const after = await client.tasks.submit(playbook('After'));
    for await (const { event } of client.tasks.events(after.id)) if (event.type === 'ended') break;
    expect(await client.tasks.get(after.id)).toMatchObject({ outcome: 'done' });
  }, 240_000);

  test('on a home that has been full from the first works too', async () => {
    await using small = await smallVolumes(FOLDERS);
    await small.run(fill('/home/desk'));
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    await expectWorking(desktop);
    expect(await log(desktop)).toContain('/home/desk is full (96 MB).');
  });

  test('with a full /tmp works again in time, and nothing of what was killed is left', async () => {
    await using small = await smallVolumes(FOLDERS);
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    await expectRecoveryInTime(desktop, ['container'], async () => {
      await desktop.run('sh', '-c', fill('/tmp'));
      await signal(desktop, 'KILL', PROCESSES.runner);
    });
    await expectWorking(desktop);
    await expectNoLeftovers(desktop);
    await expectRecoveryInTime(desktop, ['chromium'], () => signal(desktop, 'KILL', PROCESSES.chromium));
    await expectNoLeftovers(desktop);
    await expectRecoveryInTime(desktop, ['xvfb'], async () => {
      await desktop.tryRun('sh', '-c', 'cat /dev/zero >/tmp/still-more');
      await signal(desktop, 'KILL', PROCESSES.Xvfb);
    });
    expect((await desktop.tryRun('sh', '-c', 'head -c 100000 /dev/zero >/tmp/more')).exitCode).not.toBe(0);
  }, 240_000);

  test('with a /tmp in which little room is left has its policy there and leaves some of it', async () => {
    await using small = await smallVolumes(FOLDERS);
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    const container = new Docker().getContainer(desktop.container.getId());
    await container.stop();
    await small.run(
      `rm -f /tmp/.deskhand-policy.json; ${fill('/tmp')}; rm /tmp/more; truncate -s -160K /tmp/full`,
    );
    await container.start();
    await recovered(desktop);
    await expectWorking(desktop);
    expect(await small.run('cat /tmp/.deskhand-policy.json')).toContain('{');
    const reserve = await eventually(async () => small.run('stat -c %s /tmp/.deskhand-*/reserve'));
    expect(Number(reserve)).toBeLessThan(160 * 1024);
    expect(Number(await small.run('df --output=avail /tmp | tail -1'))).toBeGreaterThanOrEqual(48);
    expect(await log(desktop)).not.toContain('could not be written');
  }, 240_000);

  test('with a full volume at its runs says so and works', async () => {
    await using small = await smallVolumes({ '/home/desk/runs': 'size=4m,uid=1000,gid=1000,mode=0700' });
    await small.run(fill('/home/desk/runs'));
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    await expectWorking(desktop);
    expect(await log(desktop)).toContain('/home/desk/runs is full (4 MB). The desktop works');
  });

  test('with a /tmp in which others have left no room says so, and works as soon as there is some', async () => {
    await using small = await smallVolumes(FOLDERS);
    await using desktop = await startDesktop({ volumes: small.volumes });
    await recovered(desktop);
    const container = new Docker().getContainer(desktop.container.getId());
    await container.stop();
    await small.run(`rm -f /tmp/.deskhand-policy.json; ${fill('/tmp')}`);
    await container.start();
    await eventually(async () => {
      expect(await log(desktop)).toContain('/tmp is full (16 MB). (not_ready)\n');
      expect((await container.inspect()).State).toMatchObject({ ExitCode: 3 });
    });
    expect(await log(desktop)).toMatch(/hint: Make room there .*--volumes-from CONTAINER/);
    expect(await small.run('ls -A /tmp /home/desk')).not.toContain('.deskhand-probe');
    await small.run('rm -f /tmp/full /tmp/more');
    await recovered(desktop);
    await expectWorking(desktop);
  }, 240_000);
});

test('64 MB of shared memory and no user namespaces are enough, and both are known', async () => {
  await using desktop = await startDesktop({ hardened: false });
  expect((await recovered(desktop)).container).toBe(0);
  expect(await desktop.run('sh', '-c', 'df -m /dev/shm | tail -1')).toMatch(/\b64\b/);
  expect((await desktop.client.health()).sandbox).toBe('off');
  const pictures =
    'data:text/html,<title>pictures</title><script>for (let i = 0; i < 12; i++) { const c = document.createElement("canvas"); c.width = c.height = 2000; const x = c.getContext("2d"); x.fillStyle = `hsl(${i * 30} 80% 50%)`; x.fillRect(0, 0, 2000, 2000); c.style.width = "90px"; document.body.append(c); }</script>';
  const { observation } = await desktop.client.perform({ action: 'goto', url: pictures });
  expect(observation?.page?.title).toBe('pictures');
  await expectWorking(desktop);
});

test('a container that was paused for longer than any watchdog waits goes on as if nothing had been', async () => {
  await using desktop = await startDesktop();
  const container = new Docker().getContainer(desktop.container.getId());
  const before = await recovered(desktop);
  // Not the pages' processes, which come and go.
  const processes = [PROCESSES.Xvfb, PROCESSES.matchbox, PROCESSES.chromium, PROCESSES.runner].join('|');
  const pids = await desktop.run('pgrep', '-f', processes);
  await expectBorneInTime(desktop, async () => {
    await container.pause();
    // The pause is the fault itself; nothing is being waited for.
    await sleep(13_000);
    await container.unpause();
  });
  await expectWorking(desktop);
  expect((await recovered(desktop)).container).toBe(before.container);
  expect(pids.split('\n')).toHaveLength(4);
  expect(await desktop.run('pgrep', '-f', processes)).toBe(pids);
});
