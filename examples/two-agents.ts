/**
 * Two agents on desktops of their own: one does a task, the other checks the answer without knowing how it was found.
 * Only an answer that both agree on is printed; otherwise the exit code is 1.
 *
 *     deskhand up a && deskhand up b       (their url and token as DESKHAND_… and B_DESKHAND_…)
 *     node examples/two-agents.ts
 */
import type { Desktop } from '../src/index.ts';
import { connect, modelKey } from './connect.ts';

const question = process.argv[2] ?? 'Which shop sells the toaster "Skagen" for less, Nordkauf or Südmarkt?';
const pages = 'The shops are at demo:/shop/?name=nord and demo:/shop/?name=sued.';

const answer = await run(connect(), `${question} ${pages} Answer with the shop and the price.`);
console.error(`worker:  ${answer}`);
const verdict = await run(
  connect('B_'),
  `${question} ${pages} Somebody claims: "${answer}". Check it on the pages yourself. Answer with the one word "right", or with "wrong: " and why.`,
);
console.error(`checker: ${verdict}`);
if (!/^right\b/i.test(verdict)) throw new Error(`The two do not agree: ${verdict}`);
console.log(answer);

/** Does a task and gives its answer; throws when it was not done. */
async function run(desktop: Desktop, task: string): Promise<string> {
  const base_url = process.env['XAI_BASE_URL'];
  const limits = { steps: 15, usd: 0.1 };
  const { id } = await desktop.tasks.submit({
    task,
    limits,
    api_key: modelKey(),
    ...(base_url === undefined ? {} : { base_url }),
  });
  for await (const { event } of desktop.tasks.events(id))
    if (event.type === 'step') process.stderr.write('.');
  const { outcome, result = '', error } = await desktop.tasks.get(id);
  if (outcome === 'done') return result;
  throw new Error(`The task ended as ${outcome}: ${error?.message ?? result}`);
}
