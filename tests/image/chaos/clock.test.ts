import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop.ts';
import type { TestDesktop } from '../support/desktop.ts';
import { fakeClock, noFakeClock } from '../support/fake-clock.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { expectRecoveryInTime } from '../support/recovery-time.ts';
import { eventually, expectWorking, PROCESSES, recovered, signal } from '../support/recovery.ts';

const DAY_MS = 86_400_000;

const reason = noFakeClock();

describe.skipIf(reason !== undefined)(
  `a wall clock that jumps${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let clock: FakeClock;
    let desktop: TestDesktop;

    beforeAll(async () => {
      clock = await fakeClock();
      desktop = await startDesktop(clock.options);
    });

    beforeEach(() => clock.jumpTo(0));

    afterAll(async () => {
      await desktop?.[Symbol.asyncDispose]();
      await clock?.[Symbol.asyncDispose]();
    });

    const JUMPS = [
      ['a month ahead', 30],
      ['a month back', -30],
    ] as const;

    /** Jumps, and sees by the stamp of an answer, which Node makes once a second, that the runner has it so. */
    async function jump(days: number): Promise<void> {
      await clock.jumpTo(days);
      await eventually(async () => {
        const { headers } = await fetch(`${desktop.url}/healthz`);
        const seen = Date.parse(headers.get('date') ?? '');
        expect(Math.abs(seen - Date.now() - days * DAY_MS)).toBeLessThan(60_000);
      }, 5000);
    }

    function ask(path: string, init: RequestInit = {}): Promise<Response> {
      return fetch(desktop.url + path, { redirect: 'manual', ...init });
    }

    function withToken(): RequestInit {
      return { method: 'POST', headers: { authorization: `Bearer ${desktop.token}` } };
    }

    test.each(JUMPS)(
      '%s leaves every process as it is, and one that is killed comes back',
      async (_, days) => {
        const before = await recovered(desktop);
        await jump(days);
        await expectWorking(desktop);
        const after = await recovered(desktop);
        const names = ['xvfb', 'window-manager', 'chromium'];
        expect(names.map(after.of)).toEqual(names.map(before.of));
        expect(after.container).toBe(before.container);
        await expectRecoveryInTime(desktop, ['window-manager'], () =>
          signal(desktop, 'KILL', PROCESSES.matchbox),
        );
      },
    );

    test.each(JUMPS)('%s ends no ticket and no session', async (_, days) => {
      const { ticket } = (await (await ask('/v1/tickets', withToken())).json()) as { ticket: string };
      const opened = await ask('/v1/session', withToken());
      const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
      await jump(days);
      expect((await ask('/v1/session', { headers: { cookie } })).status).toBe(200);
      const entered = await ask(`/?ticket=${ticket}`);
      expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
      // One that was used is still known for it.
      expect((await ask(`/?ticket=${ticket}`)).headers.get('location')).toBe('/#expired');
    });

    test.each(JUMPS)('%s does not end a task by its limit of a minute', async (_, days) => {
      const { tasks } = desktop.client;
      const { id } = await tasks.submit({
        playbook:
          'name: Long\nsteps:\n  - goto: about:blank\n  - wait: { ms: 3000 }\n  - goto: about:blank\n',
        limits: { minutes: 1 },
      });
      const seen: string[] = [];
      for await (const { event } of tasks.events(id)) {
        if (event.type === 'step' && !seen.includes('step')) await jump(days);
        seen.push(event.type === 'ended' ? `ended: ${event.run.outcome}` : event.type);
      }
      expect(seen).toContain('step');
      expect(seen.at(-1)).toBe('ended: done');
    });
  },
);
