import { access, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { finish, scriptBrain, startFakeXai } from '../fixtures/fake-xai/index.ts';
import { validator } from '../support/json-output.ts';
import { program, projectFolder } from './support/cli.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const actionFolder = join(projectFolder, 'examples/github-action');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-action-'));
  await mkdir(join(folder, 'workspace'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Carries the action out as a runner does: its expressions filled in, its shell step run by bash, its outputs read. */
async function runAction(
  given: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> = {},
) {
  const action = parse(await readFile(join(actionFolder, 'action.yml'), 'utf8')) as Action;
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default]),
  );
  const outputs: Record<string, string> = {};
  const fill = (text: string) =>
    text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_, expression: string) => {
      const name = expression.split('.').at(-1) ?? '';
      if (expression.startsWith('inputs.')) return inputs[name] ?? '';
      if (expression.startsWith('steps.run.outputs.')) return outputs[name] ?? '';
      if (expression === 'github.action_path') return actionFolder;
      if (expression === 'github.action_repository') return '';
      throw new Error(`The test does not know \${{ ${expression} }}.`);
    });
  const [shell, upload] = action.runs.steps;
  expect([action.runs.using, shell?.shell]).toEqual(['composite', 'bash']);
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
  const env = Object.fromEntries(
    Object.entries(shell?.env ?? {}).map(([name, value]) => [name, fill(value)]),
  );
  const ended = await program('bash', ['-e', '-o', 'pipefail', '-c', shell?.run ?? 'false'], {
    cwd: join(folder, 'workspace'),
    env: {
      ...files,
      GITHUB_WORKSPACE: join(folder, 'workspace'),
      RUNNER_TEMP: folder,
      XAI_API_KEY: '',
      ...env,
      ...own,
    },
  });
  const text = await readFile(files.GITHUB_OUTPUT, 'utf8');
  for (const [, name = '', , value = ''] of text.matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n\2$/gms))
    outputs[name] = value;
  const artifact = fill(upload?.with?.['path'] ?? '');
  return { ...ended, outputs, artifact, summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

async function leftovers(): Promise<string> {
  const list = [
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `ancestor=${inject('image')}`,
    '--filter',
    'name=deskhand-[0-9a-f]{8}-',
  ];
  return (await program('docker', list)).stdout;
}

test('a playbook of the workspace is replayed, and its record is what becomes the artifact', async () => {
  const examples = join(projectFolder, 'examples');
  for (const file of ['expense-report.yaml', 'receipt.png'])
    await copyFile(join(examples, file), join(folder, 'workspace', file));
  const { exitCode, stdout, stderr, outputs, artifact, summary } = await runAction({
    playbook: 'expense-report.yaml',
    image: inject('image'),
  });
  expect(exitCode, stderr).toBe(0);
  expect(outputs).toMatchObject({ outcome: 'done', 'cost-usd': '0', folder: artifact });
  expect(Number(outputs['steps'])).toBeGreaterThan(0);
  expect(outputs['result']).not.toBe('');
  await access(join(artifact, 'report.html'));
  expect(JSON.parse(await readFile(join(artifact, 'run.json'), 'utf8'))).toMatchObject({ outcome: 'done' });
  expect(summary).toContain(`### deskhand: done\n\n${outputs['steps']} steps, $0\n`);
  const printed: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const follows = validator('run');
  expect(follows(printed), JSON.stringify(follows.errors)).toBe(true);
  expect(printed).toMatchObject({ outcome: 'done', cost_usd: 0, model: 'playbook' });
  expect(await leftovers()).toBe('');
});

test('a task is done with the key of the environment, which is in no command line and no record', async () => {
  const xai = await startFakeXai({
    hostname: '0.0.0.0',
    brain: scriptBrain([() => finish('It is "fine"; $(really).')]),
  });
  onTestFinished(() => xai.close());
  const base = new URL(xai.url);
  base.hostname = 'host.docker.internal';
  const { exitCode, stdout, stderr, outputs, artifact } = await runAction(
    { task: 'Look, and say "$(touch nothing)".', image: inject('image'), steps: '3' },
    { XAI_API_KEY: xai.key, XAI_BASE_URL: base.href },
  );
  expect(exitCode, stderr).toBe(0);
  expect(outputs).toMatchObject({ outcome: 'done', result: 'It is "fine"; $(really).' });
  const record = await readFile(join(artifact, 'run.json'), 'utf8');
  expect(JSON.parse(record)).toMatchObject({
    task: 'Look, and say "$(touch nothing)".',
    limits: { steps: 3 },
  });
  expect(record + stdout + stderr).not.toContain(xai.key);
});

test('a playbook that fails ends the step with 1, and its record is still there', async () => {
  const playbook =
    'name: Wrong\nstart_url: demo:/expenses/\nsteps:\n  - expect: { text: "Not on this page" }\n';
  await writeFile(join(folder, 'workspace/wrong.yaml'), playbook);
  const { exitCode, outputs, artifact } = await runAction({ playbook: 'wrong.yaml', image: inject('image') });
  expect(exitCode).toBe(1);
  expect(outputs).toMatchObject({ outcome: 'failed' });
  await access(join(artifact, 'report.html'));
});

test.each([
  ['neither task nor playbook', {}, 'Give either task or playbook.'],
  ['both', { task: 'a', playbook: 'b' }, 'Give either task or playbook.'],
  ['a playbook outside the workspace', { playbook: '../x.yaml' }, '../x.yaml is not in the workspace.'],
  ['no image in a copy of the action', { task: 'a', image: '' }, 'Say which image to run'],
])('%s is refused with a sentence', async (_, given, message) => {
  const { exitCode, stdout, artifact } = await runAction({ image: inject('image'), ...given });
  expect(exitCode).toBe(2);
  expect(stdout).toContain(`::error title=deskhand::${message}`);
  expect(artifact).toBe('');
  expect(await leftovers()).toBe('');
});
