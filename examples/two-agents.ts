/**
 * Two agents on desktops of their own do the same task, and then each checks the other's answer without knowing how it was
 * found. Only an answer that stands both checks is printed; otherwise the exit code is 1.
 *
 *     deskhand up a && deskhand up b       (their url and token as DESKHAND_… and B_DESKHAND_…)
 *     node examples/two-agents.ts
 */
import type { Desktop } from '../src/index.ts';
import { connect, modelKey } from './connect.ts';

const question = process.argv[2] ?? 'Which shop sells the toaster "Skagen" for less, Nordkauf or Südmarkt?';
const pages = 'The shops are at demo:/shop/?name=nord and demo:/shop/?name=sued.';
const agents = { a: connect(), b: connect('B_') };

const [ofA, ofB] = await both((desktop) =>
  run(desktop, `${question} ${pages} Answer with the shop and the price.`),
);
console.error(`a: ${ofA}\nb: ${ofB}`);
const verdicts = await both((desktop) => check(desktop, desktop === agents.a ? ofB : ofA));
console.error(`a of b's answer: ${verdicts[0]}\nb of a's answer: ${verdicts[1]}`);
const dissent = verdicts.find((verdict) => !/^right\b/i.test(verdict));
if (dissent !== undefined) throw new Error(`The two do not agree: ${dissent}`);
console.log(ofA);

/** What both agents come to, at the same time. */
function both(work: (desktop: Desktop) => Promise<string>): Promise<[string, string]> {
  return Promise.all([work(agents.a), work(agents.b)]);
}

/** Asks an agent for its own look at what the other has found. */
function check(desktop: Desktop, claim: string): Promise<string> {
  return run(
    desktop,
    `${question} ${pages} Somebody claims: "${claim}". Check it on the pages yourself. Answer with the one word "right", or with "wrong: " and why.`,
  );
}

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
