import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionlint, root, workflow } from '../../support/workflows.ts';

let folder: string;
let sha: string;
let version: string;

beforeAll(async () => {
  ({ version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string });
  folder = await mkdtemp(join(tmpdir(), 'deskhand-examples-'));
  const project = join(folder, 'project');
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@localhost'];
  await execa('git', ['init', '-q', project]);
  await execa('git', ['-C', project, ...author, 'commit', '-q', '--allow-empty', '-m', 'release']);
  sha = (await execa('git', ['-C', project, 'rev-parse', 'HEAD'])).stdout;
  await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const args = ['scripts/publish.ts', 'examples', '--examples', join(folder, 'examples')];
  await execa(process.execPath, args, {
    cwd: root,
    env: {
      GIT_DIR: join(project, '.git'),
      GIT_WORK_TREE: project,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'Own/deskhand',
      PUBLISH_REF: `refs/tags/v${version}`,
    },
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the workflow that a release brings uses the action at the release’s commit', async () => {
  const text = await readFile(join(folder, 'examples/github-action/example-workflow.yml'), 'utf8');
  expect(text).not.toMatch(/OWNER|COMMIT/);
  const uses = [...text.matchAll(/uses: (Own\/.*)/g)].map((match) => match[1]);
  const action = `Own/deskhand/examples/github-action@${sha} # v${version}`;
  expect(uses).toEqual([action, action]);
  expect(await actionlint('example-workflow.yml', text)).toEqual([]);
});

test('the devcontainer that a release brings runs the release’s image, unless told another', async () => {
  const text = await readFile(join(folder, 'examples/devcontainer/compose.yaml'), 'utf8');
  const { services } = parse(text, { merge: true }) as { services: Record<string, { image: string }> };
  const image = `\${DESKHAND_IMAGE:-ghcr.io/own/deskhand:${version}}`;
  expect([services['desktop']?.image, services['token']?.image]).toEqual([image, image]);
});

test('the package is published with examples that were filled in', () => {
  const commands = (workflow('publish.yml').jobs['npm']?.steps ?? []).map(({ run = '' }) => run);
  const filled = commands.indexOf('node scripts/publish.ts examples');
  expect(filled).toBeGreaterThan(commands.indexOf('npm ci'));
  // Before anything else makes the commit one with changes.
  expect(filled).toBeLessThan(commands.findIndex((command) => command.startsWith('npm pkg set')));
});
