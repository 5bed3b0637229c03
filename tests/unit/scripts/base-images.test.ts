import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { renewBaseImages } from '../../../scripts/base-images.ts';
import { tempFolder } from '../runs/support.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** An engine whose images are from 2020; a pull brings what the file `upstream` names. */
const DOCKER = `#!/bin/sh
cd "$(dirname "$0")"
echo "$1" >> calls
case "$1" in
  image) echo "sha256:$(cat id) 2020-01-01T00:00:00Z" ;;
  pull) cp upstream id; echo pulled ;;
esac
`;

/** Puts that engine's command line first in the path. */
async function oldImages(folder: string) {
  await writeFile(join(folder, 'docker'), DOCKER);
  await chmod(join(folder, 'docker'), 0o755);
  await writeFile(join(folder, 'id'), 'first');
  await writeFile(join(folder, 'upstream'), 'first');
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  const attemptFile = join(folder, 'cache', 'attempt');
  return {
    async renew(options: { readonly fresh?: boolean } = {}) {
      const said: string[] = [];
      const isRenewed = await renewBaseImages((line) => said.push(line), { ...options, attemptFile });
      return { isRenewed, said: said.join('\n') };
    },
    async pulls() {
      return (await readFile(join(folder, 'calls'), 'utf8')).split('\n').filter((call) => call === 'pull')
        .length;
    },
  };
}

test('old images that upstream has no newer ones of are asked for once a day, and are not called renewed', async () => {
  await using folder = await tempFolder();
  const engine = await oldImages(folder.path);
  const first = await engine.renew();
  expect(first.isRenewed).toBe(false);
  expect(first.said).not.toContain('renewed');
  expect(await engine.pulls()).toBe(2);
  expect((await engine.renew()).isRenewed).toBe(false);
  expect(await engine.pulls()).toBe(2);
  await engine.renew({ fresh: true });
  expect(await engine.pulls()).toBe(4);
});

test('images whose id is another one after the pull are renewed', async () => {
  await using folder = await tempFolder();
  const engine = await oldImages(folder.path);
  await writeFile(join(folder.path, 'upstream'), 'second');
  const { isRenewed, said } = await engine.renew();
  expect(isRenewed).toBe(true);
  expect(said).toContain('base images renewed');
});
