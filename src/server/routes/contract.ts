import { Hono } from 'hono';
import type { JsonObject } from '../../base/json.ts';
import type { ServerEnv } from '../context.ts';
import type { ServerDeps } from '../deps.ts';

/** `GET /openapi.json`: the contract for programs. `GET /docs`: the same for people. Both are derived from the table of actions. */
export function contractRoutes({ executor }: Pick<ServerDeps, 'executor'>): Hono<ServerEnv> {
  let document: Promise<JsonObject> | undefined;
  // Made at the first call: most desktops are never asked.
  const contract = () =>
    (document ??= import('../openapi/document.ts').then(({ openApiDocument }) =>
      openApiDocument(executor.table.describe()),
    ));
  return new Hono<ServerEnv>()
    .get('/openapi.json', async (c) => c.json(await contract()))
    .get('/docs', async (c) => {
      const { docsPage } = await import('../openapi/page.ts');
      const { html, policy } = docsPage(await contract());
      return c.html(html, 200, { 'content-security-policy': policy });
    });
}
