import { parseArgs } from 'node:util';
import { reaches, toTable, type Measurement } from '../bench/result.ts';
import { measureStart } from '../bench/start.ts';
import { readBudget } from './budget.ts';
import { ensureImage } from './image.ts';

/**
 * `node scripts/start-gate.ts [--image NAME] [--starts N]`: starts desktops and holds their times against
 * image/budget.yaml; exit 1 when the median is over.
 */

const { values } = parseArgs({
  options: { image: { type: 'string' }, starts: { type: 'string', default: '7' } },
});

const starts = Number(values.starts);
if (!Number.isInteger(starts) || starts < 1)
  throw new Error(`--starts: not a number of starts: ${values.starts}`);
const { start } = await readBudget();
const image = values.image ?? (await ensureImage());
const measured = await measureStart(image, starts);
const limits = [start.acts, undefined, start.painted];
const judged: Measurement[] = measured.map(({ name, unit, summary }, i) => {
  const limit = limits[i];
  return { name, unit, summary, ...(limit === undefined ? {} : { target: { atMost: limit } }) };
});
process.stdout.write(`${toTable(judged)}\n`);
const slow = judged.filter((measurement) => reaches(measurement) === false);
for (const { name } of slow) process.stderr.write(`too slow: ${name}\n`);
process.exitCode = slow.length === 0 ? 0 : 1;
