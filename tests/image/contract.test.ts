import { afterAll, beforeAll, expect, test } from 'vitest';
import { strictValidator } from '../unit/server/openapi/support/contract.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

let desktop: TestDesktop;
let pages: PageServer;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([
    startDesktop({ env: { DESKHAND_ALLOW_COOKIES: 'true' } }),
    startPageServer(),
  ]);
});
afterAll(() => Promise.all([desktop?.[Symbol.asyncDispose](), pages?.[Symbol.asyncDispose]()]));

/** That the contract speaks of everything in an answer: what it does not name does not pass. */
function expectFit(schema: string, answers: readonly unknown[]): void {
  const fits = strictValidator(schema);
  for (const answer of answers)
    expect(fits(answer), `${schema}: ${JSON.stringify(fits.errors)} in ${JSON.stringify(answer)}`).toBe(true);
}

test('what a real desktop sees is described to its last property', async () => {
  const { client } = desktop;
  const url = pages.page(
    '/all',
    `<title>all</title><form method="post" action="/pay"><input name="a" value="v"><button>Pay</button></form>
    <a href="/next">Next</a><a download="note.txt" href="data:text/plain,note">Get</a>
    <input type="checkbox" checked><button onclick="setTimeout(() => prompt('Name?', 'x'))">Ask</button>`,
  );
  const opened = await client.perform({ action: 'goto', url });
  const ref = (name: string) => opened.observation?.elements.find((each) => each.name === name)?.ref ?? '';
  const got = await client.perform({ action: 'click', ref: ref('Get') });
  const asking = await client.perform({ action: 'click', ref: ref('Ask') });
  const seen = await client.observation();
  expect(seen).toMatchObject({ dialogs: [{ type: 'prompt', defaultValue: 'x' }], windows: [{}] });
  expect(seen.downloads).toHaveLength(1);
  await client.perform({ action: 'dialog', accept: false });
  expectFit('ActionReply', [opened, got, asking]);
  expectFit('Observation', [seen, await client.observation({ observe: 'now' })]);
});

test('what it tells about itself is, too', async () => {
  const { client } = desktop;
  expectFit('Health', [await client.health()]);
  expectFit('ActionDescription', await client.actions());
  expectFit('Dialect', await client.dialects());
  expectFit('Control', [await client.control(), await client.hold('human'), await client.hold('agent')]);
  expectFit('Ticket', [await client.ticket()]);
  expectFit('AddedCookies', [await client.addCookies([{ name: 'a', value: 'b', domain: 'a.test' }])]);
  expectFit('Cookie', await client.cookies());
  expectFit('CdpTarget', await client.cdpTargets());
});

test('so is a run with a confirmation, from its first event to its files', async () => {
  const { tasks } = desktop.client;
  const url = pages.page('/shop', `<title>shop</title><button>Pay now</button>`);
  const playbook = `name: shopping\nstart_url: ${url}\nsteps:\n  - click: {name: Pay now}\n`;
  const started = await tasks.submit({ playbook, confirm: 'risky' });
  const events = [];
  for await (const { event } of tasks.events(started.id)) {
    events.push(event);
    if (event.type !== 'confirm') continue;
    expectFit('Run', [await tasks.get(started.id)]);
    await tasks.confirm(started.id, true, event.confirmation.number);
  }
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['started', 'confirm', 'step', 'ended']),
  );
  expectFit('RunEvent', events);
  expectFit('Run', [started, ...(await tasks.list())]);
  expectFit('RunFile', await tasks.files(started.id));
});
