import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const recorder = new URL('./record-modules.ts', import.meta.url).href;

/** What Node really loads for a command line: our own files and the packages, by name. */
async function loaded(...argv: readonly string[]) {
  const env = { HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent.sock' };
  const { stderr } = await execa(process.execPath, ['--import', recorder, main, ...argv], {
    env: { ...env, PATH: process.env['PATH'] },
    extendEnv: false,
    reject: false,
  });
  const line = stderr.split('\n').find((text) => text.startsWith('modules: ')) ?? '';
  const urls = JSON.parse(line.slice('modules: '.length)) as string[];
  const packages = urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return {
    own: urls.filter((url) => /\/src\/.*\.ts$/.test(url)),
    packages: [...new Set(packages)].sort(),
  };
}

test.each([
  [['--help'], 20, ['citty']],
  [['--version'], 18, []],
  // Only its own declaration is loaded, not what it needs to run.
  [['help', 'logs'], 21, ['citty']],
])('%j loads few files and no package that it does not print with', async (argv, most, packages) => {
  const found = await loaded(...argv);
  expect(found.packages).toEqual(packages);
  expect(found.own.length).toBeGreaterThan(5);
  expect(found.own.length).toBeLessThanOrEqual(most);
});

test('the recorder sees packages: a command that speaks with the engine loads dockerode', async () => {
  expect((await loaded('ps')).packages).toContain('dockerode');
});
