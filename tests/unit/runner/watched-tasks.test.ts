import { expect, test } from 'vitest';
import type { TaskService } from '../../../src/agent/tasks.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { silentLog } from '../../../src/base/log.ts';
import { guestDevTools } from '../../../src/runner/guest-devtools.ts';
import { SecretBook } from '../../../src/runner/log.ts';
import { watchTasks } from '../../../src/runner/watched-tasks.ts';
import { GateMeter } from '../../../src/ledger/gate-meter.ts';
import { Metrics } from '../../../src/server/metrics/metrics.ts';
import type { DevTools } from '../../../src/browser/cdp/devtools.ts';
import { runHead } from '../server/support/test-server.ts';

test('a task’s key and secrets are masked before it is even checked, and its run is counted', async () => {
  const secrets = new SecretBook();
  const metrics = new Metrics({ processes: () => [], gate: () => new GateMeter().counts, version: '1' });
  let fails = true;
  const service = {
    submit: async () => {
      if (fails) throw new DeskhandError('bad_input', 'no');
      return runHead();
    },
    async *events() {
      yield { type: 'ended', run: runHead({ outcome: 'limit' }) };
    },
  } as unknown as TaskService;
  const watched = watchTasks(service, { secrets, metrics, log: silentLog });
  const spec = { task: 't', api_key: 'xai-abcdef', secrets: { PASSWORD: 'hunter22' } };
  await expect(watched.submit(spec)).rejects.toThrow('no');
  expect(secrets.mask('xai-abcdef and hunter22')).toBe('*** and ***');
  fails = false;
  await watched.submit(spec);
  await expect
    .poll(async () => (await metrics.text()).text)
    .toContain('deskhand_runs_total{outcome="limit"} 1');
});

test('CDP is open unless a list of permissions leaves it out', () => {
  const devtools = {} as DevTools;
  const browser = { get: () => ({ devtools }) };
  expect(guestDevTools(browser, undefined)()).toBe(devtools);
  expect(guestDevTools(browser, ['read', 'cdp'])()).toBe(devtools);
  expect(guestDevTools(browser, ['read'])).toThrow(expect.objectContaining({ code: 'forbidden' }) as Error);
});
