import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import { containerOf, expectBorneInTime, expectInTime } from '../support/recovery-time.ts';
import { clientOf, eventually, expectWorking, recovered } from '../support/recovery.ts';

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
  const pids = await desktop.run('pgrep', '-f', 'Xvfb|matchbox|user-data-dir|runner.mjs');
  await expectBorneInTime(desktop, async () => {
    await container.pause();
    // The pause is the fault itself; nothing is being waited for.
    await sleep(13_000);
    await container.unpause();
  });
  await expectWorking(desktop);
  expect((await recovered(desktop)).container).toBe(before.container);
  expect(await desktop.run('pgrep', '-f', 'Xvfb|matchbox|user-data-dir|runner.mjs')).toBe(pids);
});
