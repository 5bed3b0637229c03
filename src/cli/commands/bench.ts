import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';
import { BENCH_COLUMNS, benchCells, benchDocument, sampleLine } from '../bench/bench-report.ts';
import { benchOnDesktop } from '../bench/desktop-runs.ts';
import { summarise } from '../bench/measure.ts';
import type { Sample } from '../bench/measure.ts';
import { plotSvg } from '../bench/plot.ts';
import type { PlotRow } from '../bench/plot.ts';
import { publishedFor } from '../bench/published.ts';
import { runBench } from '../bench/run-bench.ts';
import { DEFAULT_TASKS, readTaskSet } from '../bench/task-set.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { bootDesktop, chooseDesktop } from '../desktop-session.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { formatTable } from '../table.ts';

const args = {
  what: { type: 'positional', required: true, description: 'models: compare models on a set of tasks' },
  models: { type: 'string', valueHint: 'A,B,…', description: 'Models to compare (default: grok-4-1-fast)' },
  tasks: {
    type: 'string',
    valueHint: 'FILE',
    description: 'Task set in YAML (default: three tasks on the demo pages)',
  },
  repeat: { type: 'string', valueHint: 'N', description: 'How often each task is done (default: 1)' },
  out: {
    type: 'string',
    valueHint: 'FOLDER',
    description: 'Where bench.json and bench.svg go (default: ./bench-models)',
  },
  budget: { type: 'string', valueHint: 'USD', description: 'Dollars that one run may cost' },
  'base-url': { type: 'string', valueHint: 'URL', description: 'Where the models are served' },
  desktop: { type: 'string', valueHint: 'NAME', description: 'Use this running desktop, not a fresh one' },
  image: { type: 'string', valueHint: 'IMAGE', description: 'Image of the fresh desktop' },
  runs: { type: 'string', valueHint: 'FOLDER', description: 'Where records go (default: ./runs)' },
} as const;

export default defineCommand({
  args,
  async run(context, values) {
    if (values.what !== 'models') {
      throw new DeskhandError('bad_input', `There is no "bench ${values.what}".`, {
        hint: 'deskhand bench models --models grok-4-1-fast,grok-4.3',
      });
    }
    const config = await context.config(values);
    const { output, process, signal } = context;
    const models = list(values.models ?? config.model ?? 'grok-4-1-fast');
    const path = values.tasks;
    const tasks = path === undefined ? DEFAULT_TASKS : await readTaskSet(resolve(process.cwd, path));
    const plan = { models, tasks, repeat: whole(values.repeat ?? '1') };
    const registry = await loadUserRegistry(context);
    const session =
      values.desktop === undefined
        ? await bootDesktop(context, config, {
            name: `bench-${randomBytes(3).toString('hex')}`,
            ephemeral: true,
          })
        : await chooseDesktop(context, values.desktop);
    try {
      const runTask = await benchOnDesktop(context, config, session);
      const told = (sample: Sample): void => {
        for (const row of summarise([sample])) output.info(sampleLine(row, sample.task));
      };
      const samples = await runBench(plan, runTask, told, signal);
      const rows = summarise(samples).map((row) => ({
        row,
        published: publishedFor(row.model, (id) => registry.find(id)?.id),
      }));
      const files = await writeBench(resolve(process.cwd, values.out ?? 'bench-models'), rows);
      const table = formatTable(BENCH_COLUMNS, rows.map(benchCells), output.paint);
      const short = relative(process.cwd, files.svg);
      output.result(
        { models: rows.map(benchDocument), ...files },
        `${table}\n\nTimes are p50 (p95). Plot: ${short}`,
      );
      return samples.every(({ isRight }) => isRight) ? 0 : 1;
    } finally {
      if (values.desktop === undefined) await remove(context, session.desktop.id);
    }
  },
});

async function remove(context: Context, id: string): Promise<void> {
  const { removeDesktop } = await import('../../host/desktops.ts');
  await removeDesktop(await context.engine(), id);
}

async function writeBench(folder: string, rows: readonly PlotRow[]): Promise<{ json: string; svg: string }> {
  await mkdir(folder, { recursive: true });
  const files = { json: join(folder, 'bench.json'), svg: join(folder, 'bench.svg') };
  const at = new Date().toISOString();
  await writeFile(files.json, `${JSON.stringify({ at, models: rows.map(benchDocument) }, null, 2)}\n`);
  await writeFile(files.svg, plotSvg(rows, `deskhand bench models, ${at.slice(0, 10)}`));
  return files;
}

function list(text: string): readonly string[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  if (names.length > 0) return names;
  throw new DeskhandError('bad_input', '--models names no model.');
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 100) return value;
  throw new DeskhandError('bad_input', `--repeat: "${text}" is not a whole number from 1 to 100.`);
}
