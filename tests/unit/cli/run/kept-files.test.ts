import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Config } from '../../../../src/cli/config-schema.ts';
import { prepareTask } from '../../../../src/cli/run/task-request.ts';
import { keepFile, keepPlaybookFiles } from '../../../../src/cli/run/workspace.ts';
import { parseRunArguments } from '../../../../src/runner/commands/run-options.ts';

let cwd: string;
let run: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'deskhand-kept-'));
  run = join(cwd, 'runs', '20261122-153000-ab12');
  await mkdir(join(run, 'files'), { recursive: true });
  await writeFile(join(run, 'files/receipt.png'), 'png');
});
afterEach(() => rm(cwd, { recursive: true }));

const config = (): Config => ({ image: 'i', runs: join(cwd, 'runs'), ready_timeout: 60 });
const nothing = { files: [], secrets: [] };
const kept = [{ name: 'receipt.png', data: 'cG5n' }];

// As a model's run is recorded, and as a playbook is kept that named its files beside itself.
test.each(['files/receipt.png', 'receipt.png', 'scans/receipt.png'])(
  'a record’s playbook that names %s is replayed with the kept file, on the host and in the image',
  async (named) => {
    const path = join(run, 'playbook.yaml');
    await writeFile(path, `name: x\nfiles: [${named}]\nsteps: [{ key: Enter }]\n`);
    const { request } = await prepareTask({ ...nothing, what: path }, config(), { env: {}, cwd });
    expect(request.files).toEqual(kept);
    expect((await parseRunArguments([path])).spec['files']).toEqual(kept);
  },
);

test('a recorded playbook takes its files along, beside it and under its name', async () => {
  await writeFile(
    join(run, 'playbook.yaml'),
    '# Recorded\nname: x\nfiles: [files/receipt.png]\nsteps: [{ key: Enter }]\n',
  );
  const target = join(cwd, 'books', 'send.yaml');
  await keepFile(join(run, 'playbook.yaml'), target, join(cwd, 'books'));
  await keepPlaybookFiles(run, target);
  const text = await readFile(target, 'utf8');
  expect(text).toContain('# Recorded');
  expect(parse(text)).toMatchObject({ files: ['send.files/receipt.png'] });
  expect((await readdir(join(cwd, 'books'))).toSorted()).toEqual(['send.files', 'send.yaml']);
  await rm(run, { recursive: true });
  const { request } = await prepareTask({ ...nothing, what: target }, config(), { env: {}, cwd });
  expect(request.files).toEqual(kept);
});

test('going on from a run takes its files, and its task file’s settings, along', async () => {
  const head = { id: '20261122-153000-ab12', task: 'Send it', model: 'grok-4.3', state: 'running' };
  await writeFile(join(run, 'run.json'), JSON.stringify(head));
  await writeFile(join(run, 'steps.jsonl'), '{"number":1}\n{"numb');
  await writeFile(join(cwd, 'a.yaml'), 'task: Send it\noutput_schema: { type: object }\n');
  const input = { ...nothing, what: 'a.yaml', resume: '20261122-153000-ab12' };
  const { request } = await prepareTask(input, config(), { env: { XAI_API_KEY: 'k' }, cwd });
  expect(request).toMatchObject({
    resume: { id: head.id, task: 'Send it', steps: [{ number: 1 }] },
    output_schema: { type: 'object' },
    files: kept,
  });
  expect(request).not.toHaveProperty('task');
  await expect(
    prepareTask({ ...input, what: 'Something else' }, config(), { env: { XAI_API_KEY: 'k' }, cwd }),
  ).rejects.toThrow('leave the task out');
});
