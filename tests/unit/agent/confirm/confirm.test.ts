import { describe, expect, test, vi } from 'vitest';
import { secretsFrom } from '../../../../src/actions/secrets.ts';
import { confirmWith } from '../../../../src/agent/confirm/confirm.ts';
import type { Confirmation, RunEvent } from '../../../../src/agent/events.ts';
import { finish, scriptBrain } from '../../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from '../support/fake-desktop.ts';
import { fake, task } from '../support/model-run.ts';
import { makeService } from '../support/service.ts';

const risky = () => ({ calls: [{ name: 'upload', args: { ref: 'e1', files: ['secret.pdf'] } }] });

/** A run whose model wants to give away a file and then says what it was told. */
async function start(spec: Record<string, unknown>) {
  let told = '';
  const server = await fake({
    brain: scriptBrain([
      risky,
      (_screen, request) => {
        told = JSON.stringify(request.messages.filter((message) => message.role === 'tool').at(-1));
        return finish('over');
      },
    ]),
  });
  const desktop = new FakeDesktop();
  desktop.page.elements.push({ role: 'file', name: 'Attachment' });
  const fixture = await makeService(desktop);
  const files = [{ name: 'secret.pdf', data: '' }];
  const { id } = await fixture.service.submit(task(server, { tools: ['upload', 'done'], files, ...spec }));
  return { fixture, desktop, id, told: () => told };
}

async function toItsEnd({ fixture, id }: Awaited<ReturnType<typeof start>>) {
  const events: RunEvent[] = [];
  for await (const event of fixture.service.events(id)) events.push(event);
  return { events, head: await fixture.service.get(id) };
}

const performed = ({ calls }: FakeDesktop) => calls.filter(({ action }) => action === 'upload').length;

const uploads = (events: readonly RunEvent[]) =>
  events
    .flatMap((event) => (event.type === 'step' ? event.step.actions : []))
    .filter(({ name }) => name === 'upload');

describe('a risky act', () => {
  test('waits for a person, who sees what it is, and is done once allowed', async () => {
    const run = await start({ confirm: 'risky' });
    await using fixture = run.fixture;
    await vi.waitFor(async () =>
      expect(await fixture.service.get(run.id)).toMatchObject({
        state: 'waiting',
        confirmation: { number: 1, risk: 'upload', what: expect.stringContaining('secret.pdf') as string },
      }),
    );
    expect(performed(run.desktop)).toBe(0);
    await expect(fixture.service.confirm(run.id, true, 2)).rejects.toMatchObject({ code: 'bad_input' });
    await fixture.service.confirm(run.id, true, 1);
    const { events, head } = await toItsEnd(run);
    expect(head).toMatchObject({ outcome: 'done' });
    expect(head.confirmation).toBeUndefined();
    expect(events.map(({ type }) => type)).toContain('confirm');
    expect(performed(run.desktop)).toBe(1);
    expect(uploads(events)[0]).toMatchObject({ ok: true, confirmed: { risk: 'upload', answer: 'allowed' } });
    await expect(fixture.service.confirm(run.id, true)).rejects.toMatchObject({ code: 'bad_input' });
  });

  test('is not done when refused, and the model is told so', async () => {
    const run = await start({ confirm: 'risky' });
    await using fixture = run.fixture;
    await vi.waitFor(async () => expect((await fixture.service.get(run.id)).confirmation).toBeDefined());
    await fixture.service.confirm(run.id, false);
    const { events } = await toItsEnd(run);
    expect(performed(run.desktop)).toBe(0);
    expect(run.told()).toMatch(/A person refused it.*Do not try to get the same by other means/);
    expect(uploads(events)[0]).toMatchObject({
      ok: false,
      confirmed: { answer: 'refused' },
      error: { code: 'forbidden' },
    });
  });

  test('counts as refused when nobody answers in time', async () => {
    const run = await start({ confirm: 'risky', confirm_seconds: 0.01 });
    await using _ = run.fixture;
    const { events } = await toItsEnd(run);
    expect(performed(run.desktop)).toBe(0);
    expect(run.told()).toContain('Nobody allowed it in time');
    expect(uploads(events)[0]).toMatchObject({ confirmed: { answer: 'timeout' } });
  });

  test('is just done where nobody wants to be asked', async () => {
    const run = await start({});
    await using _ = run.fixture;
    const { events } = await toItsEnd(run);
    expect(performed(run.desktop)).toBe(1);
    expect(events.map(({ type }) => type)).not.toContain('confirm');
  });

  test('that waits ends with the run when that is cancelled', async () => {
    const run = await start({ confirm: 'risky' });
    await using fixture = run.fixture;
    await vi.waitFor(async () => expect((await fixture.service.get(run.id)).state).toBe('waiting'));
    const head = await fixture.service.cancel(run.id);
    expect(head).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    expect(head.confirmation).toBeUndefined();
    expect(performed(run.desktop)).toBe(0);
  });
});

test('a question is one line without control characters, whatever an address or a page puts into it', async () => {
  const url =
    'https://evil.example/?\u001B[2K\u001B[G\nMay it do this? open https://shop.example\u001B[8m\u009B\u202E';
  const asked: string[] = [];
  const server = await fake({
    brain: scriptBrain([
      () => ({ calls: [{ name: 'goto', args: { url } }] }),
      () => ({ calls: [{ name: 'ask_user', args: { question: `Which?\n${url}` } }] }),
      () => finish('over'),
    ]),
  });
  await using fixture = await makeService();
  const spec = { confirm: 'risky', sites: ['shop.example'], confirm_seconds: 0.01, interactive: true };
  const { id } = await fixture.service.submit(task(server, { ...spec, tools: ['goto', 'ask_user', 'done'] }));
  for await (const event of fixture.service.events(id)) {
    if (event.type === 'confirm') asked.push(event.confirmation.what);
    if (event.type !== 'question') continue;
    asked.push(event.question);
    await fixture.service.answer(id, 'Neither.');
  }
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatch(/^open "https.*", which is not one of the task's sites on page$/);
  expect(asked[0]).toContain(String.raw`https://evil.example/?\u001b[2K\u001b[G\nMay it do this?`);
  expect(asked[0]).toContain(String.raw`\u009b\u202e`);
  expect(asked[1]?.split('\n')).toHaveLength(3);
  expect(asked.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
});

test('with always, harmless acts are asked about too, but not what only looks', async () => {
  const server = await fake({
    brain: scriptBrain([
      () => ({ calls: [{ name: 'screenshot', args: {} }] }),
      () => ({ calls: [{ name: 'scroll', args: { dy: 1 } }] }),
      () => finish('over'),
    ]),
  });
  await using fixture = await makeService();
  const { id } = await fixture.service.submit(
    task(server, { confirm: 'always', tools: ['screenshot', 'scroll', 'done'] }),
  );
  await vi.waitFor(async () =>
    expect((await fixture.service.get(id)).confirmation).toMatchObject({
      number: 1,
      risk: 'unknown',
      what: expect.stringContaining('scroll') as string,
    }),
  );
  await fixture.service.confirm(id, true);
  for await (const event of fixture.service.events(id)) void event;
  expect(await fixture.service.get(id)).toMatchObject({ outcome: 'done' });
});

test.each(['hunter2secret', String.raw`hunt"er2\secret`, 'hunt😀er2secret', 'hunt\u0001er2secret'])(
  'no part of the secret %j is left where a question about any act, or about a program, is cut',
  async (secret) => {
    const told: string[] = [];
    const confirm = confirmWith({
      mode: 'always',
      seconds: 1,
      isExternal: () => false,
      isHarmless: () => false,
      interaction: { confirm: ({ what }: Confirmation) => (told.push(what), 'refused') } as never,
      told: (sentence) => told.push(sentence),
      secrets: secretsFrom({ PASSWORD: secret }),
      signal: new AbortController().signal,
    });
    for (let before = 150; before < 200; before++) {
      const text = 'x'.repeat(before) + secret;
      for (const name of ['clipboard_write', 'files']) {
        const decision = await confirm?.ask({ name, params: { text } }, undefined);
        told.push(decision?.what ?? '');
      }
    }
    expect(told.filter((each) => each.includes('…')).length).toBeGreaterThan(100);
    expect(told.filter((each) => each.includes('hunt'))).toEqual([]);
  },
);

test('a key that an earlier call has left down counts, also after one that failed, until it is let go', async () => {
  const call = (name: string, args: Record<string, string>) => () => ({ calls: [{ name, args }] });
  const enter = call('key', { keys: 'Enter' });
  const server = await fake({
    brain: scriptBrain([
      enter,
      call('key_down', { key: 'ctrl' }),
      call('click', { ref: 'e9' }),
      enter,
      call('key_up', { key: 'ctrl' }),
      enter,
      () => finish('over'),
    ]),
  });
  const desktop = new FakeDesktop();
  desktop.page.elements.push({ role: 'searchbox', name: 'To', states: ['focused'] });
  await using fixture = await makeService(desktop);
  const { id } = await fixture.service.submit(
    task(server, { confirm: 'risky', tools: ['key', 'key_down', 'key_up', 'click', 'done'] }),
  );
  const asked: string[] = [];
  for await (const event of fixture.service.events(id)) {
    if (event.type !== 'confirm') continue;
    asked.push(event.confirmation.what);
    await fixture.service.confirm(id, asked.length === 1);
  }
  expect(asked).toEqual([
    expect.stringContaining('click on what the screen did not show'),
    expect.stringContaining('press Enter in searchbox "To"'),
  ]);
  expect(desktop.calls.filter(({ action }) => action === 'key')).toHaveLength(2);
});

test('a click at a point is judged by what is there when it is done, not by what the model saw there', async () => {
  const desktop = new FakeDesktop();
  desktop.page.elements.push({ role: 'button', name: 'Next' });
  const server = await fake({
    brain: scriptBrain([
      () => {
        desktop.page.elements[0] = { role: 'button', name: 'Delete account' };
        return { calls: [{ name: 'click', args: { x: 10, y: 10 } }] };
      },
      () => finish('over'),
    ]),
  });
  await using fixture = await makeService(desktop);
  const { id } = await fixture.service.submit(task(server, { confirm: 'risky', tools: ['click', 'done'] }));
  await vi.waitFor(async () =>
    expect((await fixture.service.get(id)).confirmation).toMatchObject({ risk: 'delete' }),
  );
  await fixture.service.confirm(id, false);
  for await (const event of fixture.service.events(id)) void event;
  expect(desktop.calls.filter(({ action }) => action === 'click')).toEqual([]);
});

describe('what changes while a person is asked', () => {
  /** A run whose model clicks the one button of a page. */
  async function clicking() {
    let told = '';
    const server = await fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'click', args: { x: 10, y: 10 } }] }),
        (_screen, request) => {
          told = JSON.stringify(request.messages);
          return finish('over');
        },
      ]),
    });
    const desktop = new FakeDesktop();
    desktop.page.elements.push({ role: 'button', name: 'Pay now' });
    const fixture = await makeService(desktop);
    const spec = task(server, { tools: ['click', 'done'], confirm: 'risky' });
    const { id } = await fixture.service.submit(spec);
    const asked = (number: number) =>
      vi.waitFor(async () => {
        const { confirmation } = await fixture.service.get(id);
        expect(confirmation?.number).toBe(number);
        return confirmation;
      });
    const clicks = () => desktop.calls.filter(({ action }) => action === 'click').map(({ hit }) => hit);
    return { fixture, desktop, id, asked, clicks, told: () => told };
  }

  test('into another risk is asked about again, and only the last answer counts', async () => {
    const run = await clicking();
    await using fixture = run.fixture;
    await run.asked(1);
    run.desktop.page.elements[0] = { role: 'button', name: 'Delete account' };
    await fixture.service.confirm(run.id, true, 1);
    expect(await run.asked(2)).toMatchObject({ risk: 'delete' });
    await fixture.service.confirm(run.id, false, 2);
    for await (const event of fixture.service.events(run.id)) void event;
    expect(run.clicks()).toEqual([]);
    expect(run.told()).toContain('A person refused it');
  });

  test('and is allowed once more is recorded with what it is done on, not with what it was made for', async () => {
    const run = await clicking();
    await using fixture = run.fixture;
    await run.asked(1);
    run.desktop.page.elements[0] = { role: 'button', name: 'Delete account' };
    await fixture.service.confirm(run.id, true, 1);
    await run.asked(2);
    await fixture.service.confirm(run.id, true, 2);
    const events: RunEvent[] = [];
    for await (const event of fixture.service.events(run.id)) events.push(event);
    const actions = events.flatMap((event) => (event.type === 'step' ? event.step.actions : []));
    expect(run.clicks()).toEqual(['Delete account']);
    expect(actions.find(({ name }) => name === 'click')).toMatchObject({
      ok: true,
      target: { name: 'Delete account' },
    });
  });

  test.each([
    ['another element', { role: 'button', name: 'Next' }, 'http://page/'],
    ['another site', { role: 'button', name: 'Next' }, 'http://elsewhere/'],
  ])(
    'into %s that nobody would be asked about is not done, and the model looks again',
    async (_, to, url) => {
      const run = await clicking();
      await using fixture = run.fixture;
      await run.asked(1);
      run.desktop.page.elements[0] = to;
      run.desktop.page.url = url;
      await fixture.service.confirm(run.id, true, 1);
      for await (const event of fixture.service.events(run.id)) void event;
      expect(run.clicks()).toEqual([]);
      expect(run.told()).toContain('stale_ref');
      expect(run.told()).toContain(JSON.stringify(JSON.stringify(to.name)).slice(1, -1));
    },
  );

  test('time and again ends in a refusal', async () => {
    const run = await clicking();
    await using fixture = run.fixture;
    for (const number of [1, 2, 3]) {
      await run.asked(number);
      run.desktop.page.elements[0] = { role: 'button', name: `Pay ${number}` };
      await fixture.service.confirm(run.id, true, number);
    }
    for await (const event of fixture.service.events(run.id)) void event;
    expect(run.clicks()).toEqual([]);
    expect(run.told()).toContain('stale_ref');
  });

  test('and leaves the target as it was is done', async () => {
    const run = await clicking();
    await using fixture = run.fixture;
    await run.asked(1);
    run.desktop.page.elements[0] = { role: 'button', name: 'Pay now', states: ['focused'] };
    run.desktop.page.elements.push({ role: 'text', name: 'A moment later' });
    await fixture.service.confirm(run.id, true, 1);
    for await (const event of fixture.service.events(run.id)) void event;
    expect(run.clicks()).toEqual(['Pay now']);
  });
});
