import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TaskFile, taskFileSchema } from '../../../../src/base/task-file.ts';
import { parseTaskSpec } from '../../../../src/agent/task-spec.ts';
import type { Config } from '../../../../src/cli/config-schema.ts';
import { readInterrupted } from '../../../../src/cli/run/resume.ts';
import { flagsOf, readInputFile } from '../../../../src/cli/run/task-file.ts';
import { prepareTask } from '../../../../src/cli/run/task-request.ts';
import { keepMemory, readMemory } from '../../../../src/cli/run/workspace.ts';
import { specOfTaskFile } from '../../../../src/runner/commands/run-task-file.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'deskhand-task-file-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const config: Config = { image: 'i', runs: 'runs', ready_timeout: 60 };
const root = join(import.meta.dirname, '../../../..');

const FILE = `task: Order the part {{secret:WHO}}
model: grok-4.3
params: { temperature: 0.5, seed: 7 }
start_url: https://shop.example/
limits: { steps: 9, usd: 0.5 }
secrets: { WHO: 'env:SOMEBODY', PASS: '@pass.txt' }
files: [list.csv]
tools: [click, done]
workspace: notes
output_schema: { type: object, properties: { n: { type: integer } } }
mcp_servers: { stock: { url: 'https://mcp.example/x', headers: { a: '{{secret:PASS}}' } } }
`;

async function taskFolder(): Promise<void> {
  await mkdir(join(cwd, 'tasks', 'notes'), { recursive: true });
  await writeFile(join(cwd, 'tasks', 'a.yaml'), FILE);
  await writeFile(join(cwd, 'tasks', 'pass.txt'), 'word\n');
  await writeFile(join(cwd, 'tasks', 'list.csv'), 'a,b');
  await writeFile(join(cwd, 'tasks', 'notes', 'memory.md'), 'known\n');
}

describe('a task file', () => {
  it('is a whole request: paths and secrets are its own, flags win over it', async () => {
    await taskFolder();
    const file = await readInputFile('tasks/a.yaml', cwd);
    if (file.kind !== 'task') throw new Error(file.kind);
    expect(flagsOf(file.task, { steps: '3', model: undefined })).toMatchObject({
      steps: '3',
      budget: '0.5',
      model: 'grok-4.3',
      'start-url': 'https://shop.example/',
    });
    const env = { XAI_API_KEY: 'k', SOMEBODY: 'me' };
    const settings = { ...config, model: 'grok-4.3', start_url: 'https://shop.example/', steps: 3 };
    const prepared = await prepareTask(
      { what: 'tasks/a.yaml', files: [], secrets: [], params: ['temperature=0'] },
      settings,
      {
        env,
        cwd,
      },
    );
    expect(prepared).toEqual({
      request: {
        task: 'Order the part {{secret:WHO}}',
        model: 'grok-4.3',
        start_url: 'https://shop.example/',
        limits: { steps: 3 },
        secrets: { WHO: 'me', PASS: 'word' },
        files: [{ name: 'list.csv', data: 'YSxi' }],
        params: { temperature: 0, seed: 7 },
        tools: ['click', 'done'],
        memory: 'known\n',
        output_schema: { type: 'object', properties: { n: { type: 'integer' } } },
        mcp_servers: { stock: { url: 'https://mcp.example/x', headers: { a: '{{secret:PASS}}' } } },
        api_key: 'k',
      },
      notes: [],
      workspace: join(cwd, 'tasks/notes'),
    });
    expect(parseTaskSpec(prepared.request)).toMatchObject({ tools: ['click', 'done'] });
  });

  it('does the same in the container, but for a workspace', async () => {
    await taskFolder();
    const value = { ...(parse(FILE) as object), workspace: undefined };
    const spec = await specOfTaskFile(value, join(cwd, 'tasks/a.yaml'), { SOMEBODY: 'me' });
    expect(parseTaskSpec(spec)).toMatchObject({
      secrets: { WHO: 'me', PASS: 'word' },
      files: [{ name: 'list.csv' }],
      limits: { steps: 9, usd: 0.5 },
    });
  });

  it.each([
    ['task: x\nlimit: { steps: 3 }\n', /"limit" \(did you mean "limits"/],
    ['task: x\nlimits: { steps: 0 }\n', /limits\.steps/],
    ['task: x\nsecrets: { A: hunter2 }\n', /secrets/],
    ['task: ""\n', /task/],
    ['task: x\nmcp_servers: { a: { port: 3 } }\n', /mcp_servers\.a/],
    ['task: [\n', /no YAML/],
    ['name: x\nsteps:\n  - clik: a\n', /line 3: step 1: there is no step "clik"/],
  ])('%j is refused with the field’s name', async (text, message) => {
    await writeFile(join(cwd, 'b.yaml'), text);
    await expect(readInputFile('b.yaml', cwd)).rejects.toThrow(message);
  });

  it.each([
    ['', /b\.yaml is empty/, /examples\/expense-report\.yaml/],
    ['# nothing\n', /is empty/, /`task`/],
    ['hello: 1\n', /neither `task` nor `steps`/, /^A task file says/],
    ['name: x\nstep:\n  - goto: y\n', /neither/, /^Did you mean `steps`\?/],
    ['just words\n', /neither/, /^A task file says/],
  ])('%j, which is no playbook either, is refused before a desktop starts', async (text, message, hint) => {
    await writeFile(join(cwd, 'b.yaml'), text);
    await expect(readInputFile('b.yaml', cwd)).rejects.toMatchObject({
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it('never repeats a secret that was put into it', async () => {
    await writeFile(join(cwd, 'b.yaml'), 'task: x\nsecrets: { A: hunter2 }\n');
    const error: unknown = await readInputFile('b.yaml', cwd).catch((caught: unknown) => caught);
    expect(String(error)).not.toContain('hunter2');
  });

  it('has a JSON Schema for editors that is the one that checks it', async () => {
    const text = await readFile(join(root, 'schemas/task.schema.json'), 'utf8');
    expect(JSON.parse(text), 'run node scripts/task-schema.ts').toEqual(
      JSON.parse(JSON.stringify(taskFileSchema())),
    );
  });

  it('every example is one', async () => {
    const names = (await readdir(join(root, 'examples'))).filter((name) => name.endsWith('.task.yaml'));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const value: unknown = parse(await readFile(join(root, 'examples', name), 'utf8'));
      expect(TaskFile.safeParse(value).error, name).toBeUndefined();
    }
  });
});

describe('other ways to run', () => {
  it('healing a playbook brings the key along and names the file to repair', async () => {
    await writeFile(join(cwd, 'p.yaml'), 'name: x\nsteps: [{ key: Enter }]\n');
    const around = { env: { XAI_API_KEY: 'k' }, cwd };
    const input = { what: 'p.yaml', files: [], secrets: [], heal: true };
    const prepared = await prepareTask(input, config, around);
    expect(prepared).toMatchObject({ request: { heal: true, api_key: 'k' }, healed: join(cwd, 'p.yaml') });
    await expect(prepareTask({ ...input, what: 'words' }, config, around)).rejects.toThrow(/playbook/);
    await expect(prepareTask(input, config, { env: {}, cwd })).rejects.toMatchObject({ code: 'no_key' });
  });

  it('an interrupted run is read from its record, a cut last line left out', async () => {
    const folder = join(cwd, 'runs', '20261122-153000-ab12');
    await mkdir(folder, { recursive: true });
    const head = { id: '20261122-153000-ab12', task: 'Order', model: 'grok-4.3', state: 'running' };
    await writeFile(join(folder, 'run.json'), JSON.stringify(head));
    await writeFile(join(folder, 'steps.jsonl'), '{"number":1}\n{"number":2}\n{"numb');
    const places = { cwd, runs: join(cwd, 'runs') };
    const expected = { id: head.id, task: 'Order', model: 'grok-4.3', steps: [{ number: 1 }, { number: 2 }] };
    expect(await readInterrupted('20261122-153000-ab12', places)).toEqual(expected);
    expect(await readInterrupted('./runs/20261122-153000-ab12', places)).toEqual(expected);
    const input = { what: '', files: [], secrets: [], resume: '20261122-153000-ab12' };
    const settings = { ...config, runs: places.runs };
    const { request } = await prepareTask(input, settings, { env: { XAI_API_KEY: 'k' }, cwd });
    expect(request).toMatchObject({ resume: expected });
    expect(request).not.toHaveProperty('task');
    await expect(readInterrupted('nowhere', places)).rejects.toThrow(/no record/);
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...head, outcome: 'done' }));
    await expect(readInterrupted(head.id, places)).rejects.toThrow(/is done/);
  });

  it('notes go from the workspace into the run and back', async () => {
    const [run, workspace] = [join(cwd, 'run'), join(cwd, 'a', 'workspace')];
    await mkdir(run);
    expect(await readMemory(workspace)).toBe('');
    expect(await keepMemory(run, workspace)).toBe(false);
    await writeFile(join(run, 'memory.md'), 'new\n');
    expect(await keepMemory(run, workspace)).toBe(true);
    expect(await readMemory(workspace)).toBe('new\n');
  });
});
