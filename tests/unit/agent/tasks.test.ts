import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/agent/events.ts';
import { createRunStore } from '../../../src/runs/store.ts';
import { clickAt, finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import { fake, loginDesktop, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

describe('submitting', () => {
  test.each([
    [{}, 'bad_input', /either task or playbook/],
    [{ task: 'x', playbook: 'y' }, 'bad_input', /either task or playbook/],
    [{ task: 'x', limits: { stepz: 1 } }, 'bad_input', /limits.*stepz/],
    [{ task: 'x', tools: ['clik'] }, 'bad_input', /no action "clik"/],
    [{ task: 'x', files: [{ name: '../x', data: '' }] }, 'bad_input', /plain file name/],
    [{ task: 'x' }, 'no_key', /no API key/],
    [{ task: 'x', api_key: 'k', model: 'grok-99' }, 'not_found', /no model "grok-99"/],
    [{ task: 'x', api_key: 'k', base_url: 'nowhere' }, 'bad_input', /base_url/],
    [{ playbook: 'name: x' }, 'bad_input', /playbook, line 1.*steps/],
  ])('%j is refused as %s before anything runs', async (spec, code, message) => {
    await using fixture = await makeService();
    await expect(fixture.service.submit(spec)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await fixture.service.list()).toEqual([]);
  });

  test("the desktop's own key is not sent to a host that a task names", async () => {
    const server = await fake({ brain: () => finish('ok') });
    const defaults = { model: 'grok-4-1-fast', apiKey: server.key };
    await using fixture = await makeService(undefined, { defaults });
    const spec = { task: 'x', base_url: server.url };
    await expect(fixture.service.submit(spec)).rejects.toMatchObject({ code: 'no_key' });
    expect(server.requests).toEqual([]);
    await using own = await makeService(undefined, { defaults: { ...defaults, baseUrl: server.url } });
    expect((await own.run(spec)).head.outcome).toBe('done');
    expect((await own.run({ task: 'x' })).head.outcome).toBe('done');
  });

  test('files are put where upload finds them, and the start page is opened', async () => {
    const server = await fake({ brain: () => finish('ok') });
    await using fixture = await makeService();
    const data = Buffer.from('receipt').toString('base64');
    await fixture.run(task(server, { files: [{ name: 'a.txt', data }], start_url: 'demo:/expenses/' }));
    expect(fixture.uploads.get('a.txt')?.toString()).toBe('receipt');
    expect(fixture.desktop.calls[0]).toMatchObject({
      action: 'goto',
      url: 'demo:/expenses/',
    });
  });

  test('tools narrows what the model is offered, and leaves it a way to finish', async () => {
    const server = await fake({ brain: () => finish('ok') });
    await using fixture = await makeService();
    await fixture.run(task(server, { tools: ['click'] }));
    expect(server.requests[0]?.request?.toolNames).toEqual(['click', 'done']);
  });
});

describe('following a run', () => {
  test('events are told again from any index, also by another process, and a file can be read', async () => {
    const server = await fake({
      brain: scriptBrain([(screen) => clickAt(screen, 'Sign in'), () => finish('ok')]),
    });
    await using fixture = await makeService(loginDesktop());
    const { head, events } = await fixture.run(task(server));
    const tail = await Array.fromAsync(fixture.service.events(head.id, 1));
    expect(tail).toEqual(events.slice(2));
    await using later = await makeService(loginDesktop(), {
      runs: createRunStore(fixture.dir),
    });
    const told = await Array.fromAsync(later.service.events(head.id));
    expect(told.map((event) => event.type)).toEqual(['started', 'step', 'step', 'ended']);
    const { stream } = await later.service.openFile(head.id, 'steps.jsonl');
    const lines = (await text(stream))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Step);
    expect(lines[0]?.actions[0]).toMatchObject({
      name: 'click',
      target: { role: 'button', name: 'Sign in' },
      point: { x: 50, y: 50 },
    });
  });

  test.each(['nope', '../..', '20261122-153000-ab12'])('an unknown id %j is not found', async (id) => {
    await using fixture = await makeService();
    await expect(fixture.service.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(fixture.service.files(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(Array.fromAsync(fixture.service.events(id))).rejects.toMatchObject({ code: 'not_found' });
  });
});
