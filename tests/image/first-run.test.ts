import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program, projectFolder } from './support/cli.ts';

test('npm start does the sample task on a real desktop and leaves a record', async () => {
  const runs = await mkdtemp(join(tmpdir(), 'deskhand-runs-'));
  const env = { DESKHAND_RUNS: runs, XAI_API_KEY: '', XAI_API_KEY_FILE: '' };
  const { exitCode, stdout, stderr } = await program('npm', ['start', '--silent'], {
    env,
    cwd: projectFolder,
  });
  expect(exitCode, stderr).toBe(0);
  // The answer is read from the page, so it holds what was typed there.
  expect(stdout).toMatch(/Report \S+ submitted/);
  expect(stderr).toMatch(/\$0\b/);
  expect(stderr).toMatch(/grok-4-1-fast/);
  expect(stderr).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
  const [id = ''] = await readdir(runs);
  expect(stderr).toContain(join(id, 'report.html'));
  const files = await readdir(join(runs, id), { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining(['run.json', 'steps.jsonl', 'report.html', 'playbook.yaml', 'frames/0001.jpg']),
  );
  const run = JSON.parse(await readFile(join(runs, id, 'run.json'), 'utf8')) as Record<string, unknown>;
  expect(run).toMatchObject({ state: 'ended', outcome: 'done', totals: { costUsd: 0 } });
  const steps = (await readFile(join(runs, id, 'steps.jsonl'), 'utf8')).trim().split('\n');
  expect(steps.length).toBeGreaterThanOrEqual(12);
  const { stdout: left } = await program('docker', ['ps', '-aq', '--filter', 'label=io.deskhand.ephemeral']);
  expect(left).toBe('');
});
