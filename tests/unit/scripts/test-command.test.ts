import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/test.ts', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-test-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs `npm test -- ARGS` with a vitest that notes its arguments and reports these counts; gives both. */
async function npmTest(args: readonly string[], report: object, exitCode = 0) {
  const file = join(folder, 'vitest');
  await writeFile(
    file,
    `#!/bin/sh
printf '%s\\n' "$@" >'${folder}/args'
for arg; do case $arg in --outputFile.json=*) echo '${JSON.stringify(report)}' >"\${arg#*=}" ;; esac; done
exit ${exitCode}
`,
  );
  await chmod(file, 0o755);
  const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
  const { exitCode: ended, stdout } = await execa(process.execPath, [script, ...args], {
    reject: false,
    env,
  });
  const given = (await readFile(join(folder, 'args'), 'utf8')).split('\n').slice(0, -1);
  return { exitCode: ended, stdout, args: given };
}

test('flags are passed to vitest as they came', { timeout: 60_000 }, async () => {
  const { args, exitCode, stdout } = await npmTest(['image', 'cli', '--shard=1/2', '-t', 'a name'], {
    numPassedTests: 5,
    numPendingTests: 2,
  });
  expect(args.slice(0, 3)).toEqual(['run', '--project', 'image']);
  expect(args.slice(-4)).toEqual(['cli', '--shard=1/2', '-t', 'a name']);
  expect([exitCode, stdout]).toEqual([0, '5 passed, 0 failed, 2 skipped']);
});

test('a file that could not be loaded counts as a failure', { timeout: 60_000 }, async () => {
  const { exitCode, stdout } = await npmTest(['unit'], { numPassedTests: 5 }, 1);
  expect([exitCode, stdout]).toEqual([1, '5 passed, 1 failed, 0 skipped']);
});
