import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { benchDocument } from '../../../../src/cli/bench/bench-report.ts';
import { catalogue } from '../../../../src/cli/catalogue.ts';
import { DOCUMENTS, documentSchema } from '../../../../src/cli/documents/documents.ts';
import { startFakeXai } from '../../../fixtures/fake-xai/index.ts';
import { checkJsonOutput, documentOf, validator } from '../../../support/json-output.ts';
import { deskhand } from '../deskhand.ts';

const folder = new URL('../../../../schemas/cli/', import.meta.url);

describe('the published schemas', () => {
  test.each(Object.entries(DOCUMENTS))('%s is what the code says', async (name, document) => {
    const text = await readFile(new URL(`${name}.schema.json`, folder), 'utf8');
    expect(JSON.parse(text), 'run `npm run schemas`').toEqual(
      JSON.parse(JSON.stringify(documentSchema(document))),
    );
  });

  test('there is none besides', async () => {
    const expected = Object.keys(DOCUMENTS).map((name) => `${name}.schema.json`);
    expect((await readdir(folder)).sort()).toEqual(expected.sort());
  });

  test('every command has one, but those that hand on what another program says', () => {
    const without = Object.keys(catalogue).filter((name) => documentOf([name]) === undefined);
    expect(without).toEqual(['mcp', 'exec']);
  });
});

describe('the check of outputs', () => {
  const argv = ['down', 'one', '--json'];

  test.each([
    ['what is allowed', 0, '{"removed":["one"]}', true],
    ['a missing field', 0, '{}', false],
    ['a surplus field', 0, '{"removed":[],"more":1}', false],
    ['an error', 3, '{"error":{"code":"no_engine","message":"m"}}', true],
    ['an error with an unknown code', 3, '{"error":{"code":"odd","message":"m"}}', false],
    ['an error that ended with 0', 0, '{"error":{"code":"no_engine","message":"m"}}', false],
  ])('knows %s', (_, code, stdout, passes) => {
    const check = (): string => {
      checkJsonOutput(argv, { code, stdout });
      return 'passes';
    };
    expect(attempt(check)).toMatch(passes ? /^passes$/ : /schema\.json does not allow/);
  });

  test('looks at every line of a stream', () => {
    const stdout = '{"stream":"stdout","line":"a"}\n{"stream":"odd","line":"b"}\n';
    expect(() => checkJsonOutput(['logs', '--json'], { code: 0, stdout })).toThrow(/logs\.schema\.json/);
  });
});

describe('documents of commands that no other test calls with --json', () => {
  test.each([[['--version']], [['--help']], [['help', 'up']], [['completion', 'bash']]])(
    '%j',
    async (argv) => {
      expect(await deskhand([...argv, '--json'])).toMatchObject({ code: 0 });
    },
  );

  test('completion words', async () => {
    const { stdout } = await deskhand(['completion', 'words', '--json', '--', 'up', '--po']);
    expect(JSON.parse(stdout)).toMatchObject({ words: [{ value: '--port' }], paths: 'none' });
  });

  test('models calibrate', async () => {
    const server = await startFakeXai({
      brain: () => ({ calls: [{ name: 'click', args: { x: 1, y: 1 } }] }),
    });
    onTestFinished(() => server.close());
    const argv = ['models', 'calibrate', '--targets', '2', '--resolution', '320x240', '--json'];
    const env = { XAI_API_KEY: server.key, DESKHAND_BASE_URL: '', XAI_BASE_URL: server.url };
    const { code, stdout } = await deskhand(argv, { env });
    expect(code, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ targets: 2, silent: 0 });
  }, 30_000);

  test('bench models', () => {
    const spread = { p50: 1, p95: 2 };
    const row = {
      model: 'grok-4-1-fast',
      answeredBy: ['grok-4-1-fast'],
      runs: 3,
      right: 2,
      steps: 9,
      firstMs: spread,
      modelMs: spread,
      stepMs: spread,
      tokensPerSecond: 80,
      inputTokens: 1,
      cachedTokens: 1,
      outputTokens: 1,
      usd: 0.1,
      usdPerRun: 0.03,
    };
    const validate = validator('bench');
    const value = { models: [benchDocument({ row, published: undefined })], json: 'a', svg: 'b' };
    expect(validate(JSON.parse(JSON.stringify(value))), JSON.stringify(validate.errors)).toBe(true);
  });
});

function attempt(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}
