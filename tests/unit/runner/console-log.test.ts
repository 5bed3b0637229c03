import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../../src/runner', import.meta.url));

/** Prints as libraries and Node do, in a process of its own, whose console and warnings are nobody else's. */
const PROGRAM = `
  import { createLineLog } from '${folder}/log.ts';
  import { consoleToLog } from '${folder}/console-log.ts';
  const write = (line) => process.stderr.write(line);
  consoleToLog(createLineLog({ format: 'json', level: 'info', secrets: ['hunter22'], write }));
  console.error(new Error('the body of hunter22 failed'));
  console.info('%s aborted', 'the user');
  console.debug('below the level');
  process.emitWarning('an old call', 'DeprecationWarning');
`;

test('what libraries and Node print becomes lines of the log, masked, and none of it goes to stdout', () => {
  const args = ['--input-type=module', '--eval', PROGRAM];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout).toBe('');
  const lines = stderr.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'error', message: expect.stringContaining('Error: the body of *** failed\n') as string },
    { level: 'info', message: 'the user aborted' },
    { level: 'warn', message: 'DeprecationWarning: an old call' },
  ]);
});
