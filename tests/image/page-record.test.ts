import { expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';

test.each([
  ['long', 300, 1000],
  ['short', 600, 1],
])('a page’s own record has all that it tells at once: %s', async (_what, count, length) => {
  await using pages = await startPageServer();
  await using desktop = await startDesktop();
  const url = pages.page(
    '/burst',
    `<title>Burst</title><script>
      for (let i = 0; i < ${count}; i++) record('told', { i, text: 'ü'.repeat(${length}) });
    </script>`,
  );
  await desktop.client.perform({ action: 'goto', url });
  await expect.poll(() => pages.events.length, { timeout: 60_000 }).toBe(count);
  expect(new Set(pages.events.map(({ i }) => i)).size).toBe(count);
});
