import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTable } from '../../../../src/actions/table.ts';
import { openApiDocument } from '../../../../src/server/openapi/document.ts';
import { docsPage } from '../../../../src/server/openapi/page.ts';
import { startServer } from '../support/test-server.ts';

const actions = createTable().describe();

test('the page names every action and every call, loads nothing and runs nothing', () => {
  const { html } = docsPage(openApiDocument(actions));
  for (const { name } of actions) expect(html).toContain(`<b>${name}</b>`);
  expect(html).toContain('/v1/tasks/{id}/events');
  expect(html).not.toMatch(/<(script|link|img|iframe|object)|@import|url\(|(src|href)="?(https?:|\/\/)/i);
});

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
