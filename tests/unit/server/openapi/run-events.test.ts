import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunEvent, RunHead } from '../../../../src/agent/events.ts';
import { DesktopClient } from '../../../../src/client/client.ts';
import { finish, scriptBrain } from '../../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from '../../agent/support/fake-desktop.ts';
import { fake, task } from '../../agent/support/model-run.ts';
import { makeService } from '../../agent/support/service.ts';
import { startServer, TOKEN } from '../support/test-server.ts';
import { strictValidator, written } from './support/contract.ts';
import { EVENTS, HEADS } from './support/samples.ts';

const fitsEvent = strictValidator('RunEvent');
const fitsRun = strictValidator('Run');

function expectFit(fits: typeof fitsEvent, value: unknown): void {
  expect(fits(JSON.parse(JSON.stringify(value))), JSON.stringify(fits.errors)).toBe(true);
}

test.each(Object.entries(HEADS))('the head of a run that is %s fits its schema', (_, head) => {
  expectFit(fitsRun, head);
});

describe('events', () => {
  test.each(Object.entries(EVENTS))('%s fits its schema', (_, event) => expectFit(fitsEvent, event));

  test('of every type are in the words about the stream', () => {
    const { description = '', responses } = (written.paths['/v1/tasks/{id}/events']?.['get'] ?? {}) as {
      description?: string;
      responses: unknown;
    };
    for (const type of Object.keys(EVENTS)) expect(description).toContain(`\`${type}\``);
    expect(JSON.stringify(responses)).toContain('#/components/schemas/RunEvent');
  });

  test('with anything more in them, or without what they carry, do not fit', () => {
    expect(fitsEvent({ ...EVENTS.question, more: 1 })).toBe(false);
    expect(fitsEvent({ type: 'step', step: EVENTS.step.step })).toBe(false);
    expect(fitsEvent({ type: 'paused' })).toBe(false);
  });
});

const isWaiting = (head: RunHead) => (head.state === 'waiting' ? head : undefined);

describe('a run that asks and waits', () => {
  const events: RunEvent[] = [];
  const heads: RunHead[] = [];
  let close: () => Promise<void>;

  beforeAll(async () => {
    const xai = await fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'ask_user', args: { question: 'Which file?' } }] }),
        () => ({ calls: [{ name: 'upload', args: { ref: 'e1', files: ['a.pdf'] } }] }),
        () => finish('over'),
      ]),
    });
    const desktop = new FakeDesktop();
    desktop.page.elements.push({ role: 'file', name: 'Attachment' });
    const fixture = await makeService(desktop);
    const { service } = fixture;
    const server = await startServer({
      tasks: {
        submit: (spec) => service.submit(spec),
        get: (id) => service.get(id),
        getOwn: (id) => service.getOwn(id),
        list: () => service.list(),
        events: (id, after) => service.events(id, after),
        answer: (id, answer) => service.answer(id, answer),
        confirm: (id, allow, number) => service.confirm(id, allow, number),
      },
    });
    close = async () => {
      await server[Symbol.asyncDispose]();
      await fixture[Symbol.asyncDispose]();
    };
    const { tasks } = new DesktopClient({ url: server.url, token: TOKEN });
    const { id } = await tasks.submit(
      task(xai, {
        tools: ['upload', 'ask_user', 'done'],
        files: [{ name: 'a.pdf', data: '' }],
        interactive: true,
        confirm: 'risky',
      }),
    );
    for await (const { event } of tasks.events(id)) {
      events.push(event);
      if (event.type !== 'question' && event.type !== 'confirm') continue;
      heads.push(await vi.waitUntil(async () => isWaiting(await tasks.get(id))));
      if (event.type === 'question') await tasks.answer(id, 'a.pdf');
      else await tasks.confirm(id, true, event.confirmation.number);
    }
    heads.push(...(await tasks.list()));
  });
  afterAll(() => close());

  test('tells every type of event, each as it is written', () => {
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(EVENTS)));
    for (const event of events) expectFit(fitsEvent, event);
  });

  test('has heads as they are written, with what waits in them', () => {
    expect(heads).toMatchObject([
      { question: 'Which file?' },
      { confirmation: { number: 1 } },
      { state: 'ended' },
    ]);
    for (const head of heads) expectFit(fitsRun, head);
  });
});
