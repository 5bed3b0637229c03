import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createTable } from '../../../../src/actions/table.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import { openApiDocument } from '../../../../src/server/openapi/document.ts';
import { docsPage } from '../../../../src/server/openapi/page.ts';
import { startServer } from '../support/test-server.ts';
import { calls, contract, written } from './support/contract.ts';
import { propertiesOf, refsOf } from './support/schema-names.ts';

const actions = createTable().describe();
const { html } = docsPage(contract);
/** Every part that can be unfolded, by its anchor or by its call. */
const parts = html.split('<details>').slice(1);
const partOf = (mark: string) => parts.find((part) => part.includes(mark)) ?? '';

test('the page names every action and every call, loads nothing and runs nothing', () => {
  for (const { name } of actions) expect(html).toContain(`<b>${name}</b>`);
  for (const { route } of calls) expect(html).toContain(`<b>${route.replace(' ', '</b> ')}</code>`);
  expect(html).not.toMatch(/<(script|link|img|iframe|object)|@import|url\(|(src|href)="?(https?:|\/\/)/i);
});

describe('the page tells', () => {
  test.each(Object.entries(written.components.schemas))('everything that %s has in it', (name, schema) => {
    const part = partOf(`id="schema-${name}"`);
    for (const property of propertiesOf(schema)) expect(part).toMatch(fieldNamed(property));
    for (const ref of refsOf(schema)) expect(part).toContain(`href="#schema-${ref}"`);
  });

  test.each(calls.map((call) => [call.route, call] as const))(
    'the body and the answers of %s',
    (route, call) => {
      const part = partOf(`<b>${route.replace(' ', '</b> ')}</code>`);
      for (const schema of [call.requestBody, call.responses as unknown as JsonObject]) {
        for (const property of propertiesOf(schema)) expect(part).toMatch(fieldNamed(property));
        for (const ref of refsOf(schema)) expect(part).toContain(`href="#schema-${ref}"`);
      }
      for (const { name } of call.parameters ?? []) expect(part).toMatch(fieldNamed(name));
      expect(part.includes('<p>Body, ')).toBe(call.requestBody !== undefined);
    },
  );

  test('what nobody would find otherwise', () => {
    for (const name of ['start_url', 'limits.usd', 'secrets', 'confirm_seconds', 'timings.act_ms'])
      expect(html).toContain(`<code>${name}</code>`);
  });
});

test('every link of the page leads somewhere', () => {
  const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target ?? '');
  expect(targets.length).toBeGreaterThan(50);
  expect(targets.filter((target) => !html.includes(`id="${target}"`))).toEqual([]);
});

/** A row of that name, whatever it lies in. */
function fieldNamed(name: string): RegExp {
  return new RegExp(`<tr><td><code>([^<]*[.\\]])?${name}</code>`);
}

test('text of an action cannot become markup', () => {
  const [first] = actions;
  if (first === undefined) throw new Error('there are no actions');
  const { html } = docsPage(
    openApiDocument([{ ...first, description: '<img src=x onerror=alert(1)> & "more"' }]),
  );
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img');
});

test('its policy lets in the style by its hash and nothing else', async () => {
  await using server = await startServer();
  const response = await server.request('/docs');
  const html = await response.text();
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect((await fetch(`${server.url}/docs`)).status).toBe(401);
  expect((await fetch(`${server.url}/openapi.json`)).status).toBe(401);
});
