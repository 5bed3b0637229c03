import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/cli/config.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'deskhand-config-'));
});
afterEach(() => rm(cwd, { recursive: true }));

describe('loadConfig', () => {
  it('has defaults', async () => {
    expect(await loadConfig({ env: {}, cwd, flags: {} })).toEqual({
      image: 'deskhand:local',
      runs: join(cwd, 'runs'),
      ready_timeout: 60,
    });
  });

  it('lets the file win over defaults, the environment over the file, and flags over all', async () => {
    await writeFile(
      join(cwd, 'deskhand.yaml'),
      'image: from-file\nmodel: from-file\nsteps: 5\nresolution: 800x600\n',
    );
    const env = {
      DESKHAND_MODEL: 'from-env',
      DESKHAND_STEPS: '6',
      XAI_BASE_URL: 'https://host/v1',
      DESKHAND_IMAGE: '',
    };
    const flags = { steps: '7', 'strict-model': true, model: undefined, keep: true, file: ['x'] };
    expect(await loadConfig({ env, cwd, flags })).toMatchObject({
      image: 'from-file',
      model: 'from-env',
      steps: 7,
      strict_model: true,
      base_url: 'https://host/v1',
      resolution: { width: 800, height: 600 },
    });
  });

  it('takes paths relative to where they are written', async () => {
    await mkdir(join(cwd, 'sub'));
    await writeFile(join(cwd, 'sub', 'my.yaml'), 'runs: records\n');
    expect(await loadConfig({ env: {}, cwd, file: 'sub/my.yaml', flags: {} })).toMatchObject({
      runs: join(cwd, 'sub', 'records'),
    });
    expect(await loadConfig({ env: { DESKHAND_RUNS: 'here' }, cwd, flags: {} })).toMatchObject({
      runs: join(cwd, 'here'),
    });
  });

  it.each([
    ['2g', 2 * 1024 ** 3],
    ['1500m', 1500 * 1024 ** 2],
    ['1.5GB', 1.5 * 1024 ** 3],
    ['1073741824', 1024 ** 3],
  ])('reads %s of memory', async (memory, bytes) => {
    expect(await loadConfig({ env: {}, cwd, flags: { memory } })).toMatchObject({ memory: bytes });
  });

  it.each([
    ['--steps', { steps: 'many' }, '--steps: must be a whole number above 0.'],
    ['--steps', { steps: '0' }, '--steps: must be a whole number above 0.'],
    ['--budget', { budget: '-1' }, '--budget: must be an amount of dollars above 0.'],
    ['--port', { port: '70000' }, '--port: must be a port from 1 to 65535.'],
    ['--resolution', { resolution: 'big' }, '--resolution: must be WIDTHxHEIGHT, such as 1280x800.'],
    ['--memory', { memory: '5' }, '--memory: must be 512m or more: Chromium needs it.'],
  ])('names the flag %s when its value is wrong: %j', async (_flag, flags, message) => {
    await expect(loadConfig({ env: {}, cwd, flags })).rejects.toMatchObject({ code: 'bad_input', message });
  });

  it('names the variable when its value is wrong', async () => {
    await expect(loadConfig({ env: { DESKHAND_MINUTES: 'long' }, cwd, flags: {} })).rejects.toThrow(
      'DESKHAND_MINUTES: must be',
    );
  });

  it('refuses unknown settings of the file with the nearest one', async () => {
    await writeFile(join(cwd, 'deskhand.yaml'), 'modle: grok\n');
    await expect(loadConfig({ env: {}, cwd, flags: {} })).rejects.toThrow('"modle" (did you mean "model"?)');
  });

  it('refuses a file that is no YAML, and one that was named but is not there', async () => {
    await writeFile(join(cwd, 'deskhand.yaml'), 'a: [1\n');
    await expect(loadConfig({ env: {}, cwd, flags: {} })).rejects.toThrow('is no YAML');
    await expect(loadConfig({ env: {}, cwd, file: 'gone.yaml', flags: {} })).rejects.toThrow(
      'cannot be read',
    );
  });

  it('takes an empty file for no settings', async () => {
    await writeFile(join(cwd, 'deskhand.yaml'), '# nothing yet\n');
    expect(await loadConfig({ env: {}, cwd, flags: {} })).toMatchObject({ image: 'deskhand:local' });
  });
});
