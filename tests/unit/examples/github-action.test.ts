import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (name: string) =>
  readFileSync(new URL(`../../../examples/github-action/${name}`, import.meta.url), 'utf8');
const action = read('action.yml');
const workflow = read('example-workflow.yml');

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: object;
        readonly 'timeout-minutes': number;
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

test.each([
  ['action.yml', action],
  ['example-workflow.yml', workflow],
])('%s pins what it uses by commit, with the version beside it', (_, text) => {
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map((match) => match[1] ?? '');
  const others = uses.filter((use) => !use.startsWith('OWNER/deskhand/examples/github-action@COMMIT'));
  expect(others.length).toBeGreaterThan(0);
  for (const use of others) expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('no input and no secret stands in the text of a script', () => {
  const { runs } = parse(action) as { runs: { steps: readonly { run?: string }[] } };
  for (const { run } of runs.steps) expect(run ?? '').not.toContain('${{');
});

test('the example asks for the least rights, has a limit of time and gives only inputs that there are', () => {
  const { inputs } = parse(action) as { inputs: object };
  const { permissions, jobs } = parse(workflow) as Workflow;
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) {
    expect(job.permissions).toEqual({ contents: 'read' });
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
    const [own, others] = [true, false].map((isOwn) =>
      job.steps
        .filter(({ run }) => run === undefined)
        .filter(({ uses }) => (uses?.startsWith('OWNER/') ?? false) === isOwn)
        .map(({ with: given = {} }) => given),
    );
    const unknown = own?.flatMap(Object.keys).filter((name) => !Object.hasOwn(inputs, name));
    expect(unknown).toEqual([]);
    expect(others).toEqual([{ 'persist-credentials': false }]);
  }
});

test('the example lets Chromium have its sandbox before it starts a desktop', () => {
  for (const { steps } of Object.values((parse(workflow) as Workflow).jobs)) {
    const allowed = steps.findIndex(
      ({ run }) => run === 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    );
    expect(allowed).toBeGreaterThanOrEqual(0);
    expect(allowed).toBeLessThan(steps.findIndex(({ uses }) => uses?.startsWith('OWNER/') === true));
  }
});
