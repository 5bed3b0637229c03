import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../../../src/cli/config-schema.ts';
import { keySource, readApiKey } from '../../../../src/cli/run/api-key.ts';
import { reachableFromContainer } from '../../../../src/cli/run/base-url.ts';
import { readSecrets } from '../../../../src/cli/run/secrets.ts';
import { isPlaybook, prepareTask } from '../../../../src/cli/run/task-request.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'deskhand-task-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const config: Config = { image: 'i', runs: 'runs', ready_timeout: 60 };
const nothing = { files: [], secrets: [] };

describe('prepareTask', () => {
  it('makes a request from a task, the settings and the key', async () => {
    const settings = {
      ...config,
      model: 'grok-4',
      steps: 9,
      budget: 0.5,
      strict_model: true,
      start_url: 'https://a.b/',
    };
    const env = { XAI_API_KEY: ' key-1\n', PASS: 'word' };
    await writeFile(join(cwd, 'a.txt'), 'hi');
    const input = { what: 'Book it', files: ['a.txt'], secrets: ['PASS'] };
    expect(await prepareTask(input, settings, { env, cwd })).toEqual({
      request: {
        task: 'Book it',
        model: 'grok-4',
        limits: { steps: 9, usd: 0.5 },
        start_url: 'https://a.b/',
        strict_model: true,
        api_key: 'key-1',
        secrets: { PASS: 'word' },
        files: [{ name: 'a.txt', data: 'aGk=' }],
      },
      notes: [],
    });
  });

  it('sends a playbook with the files that it names, relative to itself, and no key', async () => {
    await mkdir(join(cwd, 'books'));
    const text = 'name: x\nfiles: [receipt.png]\nsteps: [{ key: Enter }]\n';
    await writeFile(join(cwd, 'books', 'a.yaml'), text);
    await writeFile(join(cwd, 'books', 'receipt.png'), 'png');
    const { request } = await prepareTask({ ...nothing, what: 'books/a.yaml' }, config, {
      env: { XAI_API_KEY: 'k' },
      cwd,
    });
    expect(request).toEqual({ playbook: text, files: [{ name: 'receipt.png', data: 'cG5n' }] });
  });

  it('says that the model of this machine is reached by another address', async () => {
    const settings = { ...config, base_url: 'http://127.0.0.1:8080/v1' };
    const { request, notes } = await prepareTask({ ...nothing, what: 'x' }, settings, {
      env: { XAI_API_KEY: 'k' },
      cwd,
    });
    expect(request.base_url).toBe('http://host.docker.internal:8080/v1');
    expect(notes.join()).toContain('http://host.docker.internal:8080/v1');
  });

  it.each([
    ['a task without a key', 'Book it', 'no_key', 3],
    ['an empty task', ' ', 'bad_input', 2],
    ['a playbook that is not there', 'gone.yaml', 'bad_input', 2],
  ])('refuses %s', async (_name, what, code, exitCode) => {
    const env = what === ' ' ? { XAI_API_KEY: 'k' } : {};
    await expect(prepareTask({ ...nothing, what }, config, { env, cwd })).rejects.toMatchObject({
      code,
      exitCode,
    });
  });

  it('refuses files of one name, for they would be one in the desktop', async () => {
    await mkdir(join(cwd, 'b'));
    await writeFile(join(cwd, 'x.txt'), '1');
    await writeFile(join(cwd, 'b', 'x.txt'), '2');
    const input = { what: 'x', files: ['x.txt', 'b/x.txt'], secrets: [] };
    await expect(prepareTask(input, config, { env: { XAI_API_KEY: 'k' }, cwd })).rejects.toThrow(
      'Two files are named x.txt',
    );
  });
});

describe('isPlaybook', () => {
  it('takes a YAML file for one, and words about a YAML file for a task', async () => {
    await writeFile(join(cwd, 'my book.yaml'), '');
    expect(isPlaybook('gone.yaml', cwd)).toBe(true);
    expect(isPlaybook('my book.yaml', cwd)).toBe(true);
    expect(isPlaybook('Download config.yaml', cwd)).toBe(false);
    expect(isPlaybook('Say hello', cwd)).toBe(false);
  });
});

describe('readApiKey', () => {
  it('reads the variable, else the file', async () => {
    await writeFile(join(cwd, 'key'), 'from-file\n');
    expect(await readApiKey({ XAI_API_KEY: 'direct', XAI_API_KEY_FILE: 'key' }, cwd)).toBe('direct');
    expect(await readApiKey({ XAI_API_KEY: '', XAI_API_KEY_FILE: 'key' }, cwd)).toBe('from-file');
    expect(keySource({ XAI_API_KEY: ' ', XAI_API_KEY_FILE: 'key' })).toBe('XAI_API_KEY_FILE');
  });

  it.each([{}, { XAI_API_KEY: '  ' }, { XAI_API_KEY_FILE: 'gone' }, { XAI_API_KEY_FILE: 'empty' }])(
    'throws no_key for %j',
    async (env) => {
      await writeFile(join(cwd, 'empty'), '\n');
      await expect(readApiKey(env, cwd)).rejects.toMatchObject({ code: 'no_key', exitCode: 3 });
    },
  );
});

describe('readSecrets', () => {
  it('reads files and variables', async () => {
    await writeFile(join(cwd, 'pass'), 'two\nlines\r\n');
    const env = { TOKEN: 't', OTHER: 'o' };
    expect(await readSecrets(['A=@pass', 'TOKEN', 'B=env:OTHER'], env, cwd)).toEqual({
      A: 'two\nlines',
      TOKEN: 't',
      B: 'o',
    });
    expect(await readSecrets(['TOKEN=env'], env, cwd)).toEqual({ TOKEN: 't' });
  });

  it.each(['P=hunter2', 'P=@gone-hunter2', '=hunter2', 'P=env:hunter2!'])(
    'refuses %s and keeps quiet about values',
    async (entry) => {
      const failure = await readSecrets([entry], {}, cwd).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: 'bad_input' });
      expect(JSON.stringify(failure)).not.toContain('hunter2');
    },
  );

  it('refuses a name given twice', async () => {
    await expect(readSecrets(['A', 'A'], { A: 'x' }, cwd)).rejects.toThrow('given twice');
  });
});

describe('reachableFromContainer', () => {
  it.each([
    ['http://127.0.0.1:8080/v1', 'http://host.docker.internal:8080/v1'],
    ['http://localhost:8080', 'http://host.docker.internal:8080'],
    ['http://[::1]:9/v1/', 'http://host.docker.internal:9/v1/'],
    ['http://0.0.0.0:1/v1', 'http://host.docker.internal:1/v1'],
    ['http://fake.localhost/v1', 'http://host.docker.internal/v1'],
  ])('leads %s to the host', (address, url) => {
    expect(reachableFromContainer(address)).toEqual({ url, translated: true });
  });

  it.each(['https://api.x.ai/v1', 'http://192.168.1.5:1/v1', 'http://localhost.example.com/'])(
    'leaves %s alone',
    (url) => {
      expect(reachableFromContainer(url)).toEqual({ url, translated: false });
    },
  );
});
