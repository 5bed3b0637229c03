import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../../src/cli/config.ts';
import { readApiKey } from '../../../../src/cli/run/api-key.ts';
import { prepareTask } from '../../../../src/cli/run/task-request.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'deskhand-model-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const input = { what: 'Book it', files: [], secrets: [] };

describe('what a task is told of the model', () => {
  it('carries dialect and registry from the settings, the registry as text', async () => {
    await writeFile(join(cwd, 'own.yaml'), 'models: [{ id: grok-4.3, context: 5000 }]');
    await writeFile(join(cwd, 'deskhand.yaml'), 'registry: own.yaml\ndialect: chat\nbudget_per_day: 2.5\n');
    const env = { XAI_API_KEY: 'k' };
    const config = await loadConfig({ env, cwd, flags: {} });
    expect(config).toMatchObject({ registry: join(cwd, 'own.yaml'), dialect: 'chat', budget_per_day: 2.5 });
    const { request } = await prepareTask(input, config, { env, cwd });
    expect(request).toMatchObject({ dialect: 'chat', registry: 'models: [{ id: grok-4.3, context: 5000 }]' });
  });

  it.each([
    ['models: [{ id: grok-4.3, contxt: 5000 }]', /contxt/],
    ['models: [{ id: new-one }]', /models\[0\] \(new-one\)/],
  ])('a registry with a mistake (%s) is refused before anything starts', async (text, message) => {
    await writeFile(join(cwd, 'own.yaml'), text);
    const env = { XAI_API_KEY: 'k', DESKHAND_REGISTRY: 'own.yaml' };
    const config = await loadConfig({ env, cwd, flags: {} });
    await expect(prepareTask(input, config, { env, cwd })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(message) as string,
    });
  });

  it("takes the key of the host that is asked, else xAI's", async () => {
    await writeFile(join(cwd, 'key'), 'from-file\n');
    const env = { XAI_API_KEY: 'xai', AI_GATEWAY_API_KEY_FILE: 'key' };
    expect(await readApiKey(env, cwd, ['AI_GATEWAY_API_KEY'])).toBe('from-file');
    expect(await readApiKey(env, cwd, ['OPENROUTER_API_KEY'])).toBe('xai');
    const config = await loadConfig({
      env: { ...env, XAI_BASE_URL: 'https://ai-gateway.vercel.sh/v1' },
      cwd,
      flags: {},
    });
    const { request } = await prepareTask(input, config, { env, cwd });
    expect(request.api_key).toBe('from-file');
  });
});
