import { openBook } from '../../../../src/ledger/book.ts';
import { keyName } from '../../../../src/ledger/key-name.ts';
import { SharedGate } from '../../../../src/ledger/shared-gate.ts';
import { makeService } from './service.ts';

// agent-process.ts BOOK BASE_URL COUNT: COUNT agents at once in this process, over a book that others have open too. The key
// comes from the environment. Prints what the runs came to.
const [path = '', baseUrl = '', count = '1'] = process.argv.slice(2);
const apiKey = process.env['XAI_API_KEY'] ?? '';
using book = openBook(path);
const runs = Array.from({ length: Number(count) }, async () => {
  await using fixture = await makeService(undefined, {
    gateFor: ({ run, task }) => new SharedGate({ book, key: keyName(apiKey), run, task }),
  });
  const { head } = await fixture.run({ task: 'Click about', api_key: apiKey, base_url: baseUrl });
  return { outcome: head.outcome, costUsd: head.totals.costUsd, error: head.error?.message };
});
process.stdout.write(JSON.stringify(await Promise.all(runs)));
