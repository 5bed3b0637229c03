/**
 * Playwright and an agent on one browser: Playwright does what is known and exact, the agent what has to be seen and
 * understood. Both use the tab that shows; a person who watches sees both.
 *
 *     node examples/playwright-and-agent.ts
 */
import { chromium } from 'playwright-core';
import { connect, modelKey } from './connect.ts';

const desktop = connect();
const { url, token } = desktop.address;
await desktop.perform({ action: 'goto', url: 'demo:/customers/' });

const browser = await chromium.connectOverCDP(`${url}/cdp`, {
  headers: { authorization: `Bearer ${token}` },
});
try {
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('The browser shows no page.');
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));

  const base_url = process.env['XAI_BASE_URL'];
  const { id } = await desktop.tasks.submit({
    task: 'Enter a new customer: Zoë Müller, zoe@example.com, Switzerland, credit limit 900. Then you are done.',
    limits: { steps: 15, usd: 0.1 },
    api_key: modelKey(),
    ...(base_url === undefined ? {} : { base_url }),
  });
  // Playwright waits for the very row, while the agent works.
  const row = page.getByRole('row', { name: 'Zoë Müller' });
  await row.waitFor({ timeout: 120_000 });
  for await (const { event } of desktop.tasks.events(id)) void event;

  console.log((await row.innerText()).replaceAll('\t', ' · '));
  console.error(`requests that the page made meanwhile: ${requests.length}`);
} finally {
  await browser.close(); // ends this connection; the browser stays
}
