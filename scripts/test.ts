import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $, chalk } from 'zx';

/**
 * `npm test [-- unit|image] [vitest options]`: format, lint and types first because they take seconds, then the unit
 * tests, then the image tests. Ends with one line that counts everything: `N passed, N failed, N skipped`.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const CHECKS = ['format:check', 'lint', 'types'] as const;

$.stdio = 'inherit';
$.nothrow = true;

const args = process.argv.slice(2);
const project = args[0]?.startsWith('-') === false ? args[0] : undefined;
// As they came: a flag is vitest's own.
const rest = project === undefined ? args : args.slice(1);
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
if (project === undefined) await runChecks(counts);
for (const name of project === undefined ? ['unit', 'image'] : [project]) await runTests(name, rest, counts);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

async function runChecks(counts: Counts): Promise<void> {
  for (const check of CHECKS) {
    const { exitCode } = await $`npm run --silent ${check}`;
    if (exitCode === 0) counts.passed++;
    else counts.failed++;
    process.stderr.write(`${exitCode === 0 ? chalk.green('✓') : chalk.red('✗')} ${check}\n`);
  }
}

async function runTests(project: string, options: readonly string[], counts: Counts): Promise<void> {
  const report = join(tmpdir(), `deskhand-${project}-${process.pid}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // Ryuk is an image of its own; what the tests make is removed by label instead (tests/image/support).
  const env = { ...process.env, TESTCONTAINERS_RYUK_DISABLED: 'true' };
  const { exitCode } = await $({ env })`vitest run --project ${project} ${reporters} ${options}`;
  try {
    const found = JSON.parse(await readFile(report, 'utf8')) as Record<string, number | undefined>;
    const failed = found['numFailedTests'] ?? 0;
    counts.passed += found['numPassedTests'] ?? 0;
    counts.skipped += (found['numPendingTests'] ?? 0) + (found['numTodoTests'] ?? 0);
    // A file that could not be loaded or a failed set-up has no failed test of its own.
    counts.failed += failed === 0 && exitCode !== 0 ? 1 : failed;
  } catch {
    counts.failed++;
  } finally {
    await rm(report, { force: true });
  }
}
