import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { secretsFrom } from '../../../src/actions/secrets.ts';
import { screenOf } from '../../../src/agent/screen.ts';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import { FakeDesktop } from './support/fake-desktop.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';
import type { ServiceFixture } from './support/service.ts';

/** A value that JSON, addresses and folding spell differently, one that no list shows whole, and one that refs hold too. */
const PASSWORD = String.raw`p"w\d  &-123`;
const TOKEN = `tok_${'Ab3dEf7hIj'.repeat(20)}`;
const secrets = { PASSWORD, TOKEN, PIN: '1' };
/** Letters in a row that any spelling of these values has. */
const PARTS = /-123|tok_Ab|d {1,2}&/;

/** A page that shows the secrets wherever a page can show anything. */
function tellingDesktop(): FakeDesktop {
  const desktop = new FakeDesktop();
  desktop.page.url = `http://page/?a=${encodeURIComponent(PASSWORD)}&b=${TOKEN}`;
  desktop.page.title = `${PASSWORD} ${TOKEN}`;
  desktop.page.text = `${PASSWORD} ${TOKEN}`;
  desktop.page.elements = [
    { role: 'textbox', name: PASSWORD, value: PASSWORD, states: [`options: ${PASSWORD}`] },
    { role: 'textbox', name: `Token ${TOKEN}`, value: TOKEN },
    // What the page's own script has cut.
    { role: 'button', name: `Delete ${TOKEN.slice(0, 150)}…` },
    { role: 'button', name: `Delete ${PASSWORD}` },
  ];
  return desktop;
}

describe('a screen in words', () => {
  test('holds no part of a secret, however the value is quoted, folded, encoded or cut', () => {
    const { text, brief } = screenOf(
      tellingDesktop().observation(),
      `Note: ${PASSWORD}`,
      secretsFrom(secrets),
    );
    expect(text).toContain('e1 textbox "{{secret:PASSWORD}}" value "{{secret:PASSWORD}}"');
    expect(text).toContain('"Token {{secret:TOKEN}}" value "{{secret:TOKEN}}"');
    expect(text).toContain('"Delete {{secret:TOKEN}}…"');
    expect(`${text}\n${brief}`).not.toMatch(PARTS);
  });

  test('keeps refs and places, also those that hold a short secret', () => {
    const { text } = screenOf(tellingDesktop().observation(), '', secretsFrom(secrets));
    expect(text).toMatch(/^e1 textbox .* 50,10$/m);
  });
});

/** All that a run has told anybody: files but pictures, and what was sent to the model. */
async function everythingOf({ dir, service }: ServiceFixture, id: string): Promise<string> {
  const files = (await service.files(id)).filter(({ path }) => !path.startsWith('frames/'));
  const texts = await Promise.all(files.map(({ path }) => readFile(join(dir, id, path), 'utf8')));
  return texts.join('\n');
}

test('a run on a page that shows them everywhere has them in no record and in no request', async () => {
  const server = await fake({
    brain: scriptBrain([
      () => ({ calls: [{ name: 'click', args: { ref: 'e3' } }] }),
      () => ({ calls: [{ name: 'read_page', args: {} }] }),
      () => ({ calls: [{ name: 'find', args: { text: 'x' } }] }),
      () => ({ calls: [{ name: 'clipboard_read', args: {} }] }),
      () => ({ calls: [{ name: 'click', args: { ref: 'e4' } }] }),
      () => ({ calls: [{ name: 'wait', args: { text: 'never there', timeout_ms: 0 } }] }),
      () => finish(`It is ${PASSWORD} and ${TOKEN}`),
    ]),
  });
  const desktop = tellingDesktop();
  desktop.act = ({ action }) => {
    if (action === 'clipboard_read') return { text: JSON.stringify({ PASSWORD, TOKEN }) };
    if (action === 'click') throw new Error(`"${TOKEN.slice(0, 60)}…" hides ${JSON.stringify(PASSWORD)}`);
    return undefined;
  };
  await using fixture = await makeService(desktop);
  const spec = task(server, { task: `Sign in with ${PASSWORD} and ${TOKEN}`, secrets: { PASSWORD, TOKEN } });
  const { head, events } = await fixture.run({ ...spec, confirm: 'never' });
  expect(head.result).toBe('It is {{secret:PASSWORD}} and {{secret:TOKEN}}');
  const sent = JSON.stringify(server.requests.map(({ body }) => body));
  const told = [await everythingOf(fixture, head.id), JSON.stringify(events), JSON.stringify(head)].join(
    '\n',
  );
  for (const text of [sent, told]) {
    expect(text).toContain('{{secret:PASSWORD}}');
    expect(text).not.toMatch(PARTS);
  }
});

test('a question before an act shows no secret', async () => {
  const server = await fake({
    brain: scriptBrain([() => ({ calls: [{ name: 'click', args: { ref: 'e4' } }] }), () => finish('over')]),
  });
  await using fixture = await makeService(tellingDesktop());
  const asked = { secrets: { PASSWORD, TOKEN }, confirm: 'risky', confirm_seconds: 0.01 };
  const { events } = await fixture.run(task(server, asked));
  const question = events.find(({ type }) => type === 'confirm');
  expect(question).toMatchObject({
    confirmation: { what: expect.stringContaining('"Delete {{secret:PASSWORD}}"') as string },
  });
  expect(JSON.stringify([events, server.requests.map(({ body }) => body)])).not.toMatch(PARTS);
});
