import { parseArgs } from 'node:util';
import { measureBareStart } from '../bench/bare-start.ts';
import { measureStart } from '../bench/start.ts';
import { readBudget, weighStart } from './budget.ts';
import { ensureImage } from './image.ts';

/**
 * `npm run image:start [-- --image NAME] [--starts N]`: starts desktops and holds them against image/budget.yaml; exit 1
 * when they take too long. Judged is how many times as long as a bare `docker run` they take, by the fastest of each, so that
 * a slow machine is no fault and what else runs on it counts little.
 */

const { values } = parseArgs({
  options: { image: { type: 'string' }, starts: { type: 'string', default: '7' } },
});

const starts = Number(values.starts);
if (!Number.isInteger(starts) || starts < 1)
  throw new Error(`--starts: not a number of starts: ${values.starts}`);
const { start } = await readBudget();
const image = values.image ?? (await ensureImage());
// Before and after, so that a machine that gets busier or quieter meanwhile has both among them.
const before = await measureBareStart(image, starts);
const [acts, , painted] = await measureStart(image, starts);
const bare = Math.min(...before, ...(await measureBareStart(image, starts)));
if (acts === undefined || painted === undefined) throw new Error('the starts were not measured');
const lines = weighStart({ bare, acts: acts.summary.min, painted: painted.summary.min }, start);
process.stdout.write(`${bare.toFixed(0).padStart(6)} ms  a bare docker run\n`);
for (const { name, ms, is, may } of lines)
  process.stdout.write(
    `${ms.toFixed(0).padStart(6)} ms  ${name}: ${is.toFixed(1)} of ${may} times that${is > may ? '  TOO SLOW' : ''}\n`,
  );
process.exitCode = lines.some(({ is, may }) => is > may) ? 1 : 0;
