import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startChatServer } from '../fixtures/chat-server.ts';
import type { ChatServer } from '../fixtures/chat-server.ts';
import { clickAt, finish, scriptBrain, startFakeXai, typeInto } from '../fixtures/fake-xai/index.ts';
import type { Brain, FakeXai, ScriptStep } from '../fixtures/fake-xai/index.ts';
import { deskhand, program, projectFolder } from './support/cli.ts';
import type { Ended } from './support/cli.ts';

const names = [`examples-${process.pid}`, `checker-${process.pid}`];
let folder: string;
let desktops: { url: string; token: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-examples-'));
  const started = await Promise.all(
    names.map((name) =>
      deskhand(['up', name, '--json', '--image', inject('image'), '--env', 'DESKHAND_ACTIONS=files']),
    ),
  );
  desktops = started.map(({ stdout }) => JSON.parse(stdout) as { url: string; token: string });
});

afterAll(async () => {
  await deskhand(['down', ...names]);
  await rm(folder, { recursive: true, force: true });
});

/** `deskhand run examples/FILE` on the first desktop. */
function run(file: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ended> {
  const all = [
    'run',
    join('examples', file),
    '--desktop',
    names[0] ?? '',
    '--runs',
    folder,
    '--json',
    ...args,
  ];
  const ledger = { DESKHAND_LEDGER: join(folder, 'ledger.db') };
  return deskhand(all, { env: { XAI_API_KEY: '', XAI_API_KEY_FILE: '', ...ledger, ...env } });
}

/** `node examples/FILE` as its first lines say, with both desktops. */
function node(file: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ended> {
  const [a, b] = desktops;
  const addresses = { DESKHAND_URL: a?.url ?? '', DESKHAND_TOKEN: a?.token ?? '' };
  const other = { B_DESKHAND_URL: b?.url ?? '', B_DESKHAND_TOKEN: b?.token ?? '' };
  const path = join('examples', file);
  return program(process.execPath, [path, ...args], {
    cwd: projectFolder,
    env: { ...addresses, ...other, ...env },
  });
}

/** A fake xAI server that a desktop can reach, and the variables that name it. */
async function model(
  brain: Brain,
): Promise<{ server: FakeXai; env: Record<string, string> } & AsyncDisposable> {
  const server = await startFakeXai({ hostname: '0.0.0.0', brain });
  const base = server.url.replace('0.0.0.0', 'host.docker.internal');
  return {
    server,
    env: { XAI_API_KEY: server.key, XAI_BASE_URL: base },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const document = ({ stdout }: Ended): Record<string, unknown> =>
  JSON.parse(stdout) as Record<string, unknown>;
const toolText = (messages: Parameters<ScriptStep>[1]['messages']): string => JSON.stringify(messages);

describe('playbooks', () => {
  test('log-in.yaml logs in with a secret that stands in no record', async () => {
    const ended = await run('log-in.yaml', ['--secret', 'DEMO_PASSWORD=env'], {
      DEMO_PASSWORD: 'correct horse',
    });
    expect(ended.exitCode, ended.stderr).toBe(0);
    const record = document(ended);
    expect(record).toMatchObject({ outcome: 'done', result: 'Logged in', cost_usd: 0 });
    const steps = await readFile(join(folder, String(record['id']), 'steps.jsonl'), 'utf8');
    expect(steps).toContain('{{secret:DEMO_PASSWORD}}');
    expect(steps + ended.stderr).not.toContain('correct horse');
    const wrong = await run('log-in.yaml', ['--secret', 'DEMO_PASSWORD=env'], { DEMO_PASSWORD: 'wrong' });
    expect(wrong.exitCode).toBe(1);
  });

  test('smoke-test.yaml passes, and fails with exit code 1 when the application does not do its thing', async () => {
    const ended = await run('smoke-test.yaml');
    expect(ended.exitCode, ended.stderr).toBe(0);
    const broken = (await readFile(join(projectFolder, 'examples/smoke-test.yaml'), 'utf8')).replaceAll(
      'name=nord',
      'name=sued',
    );
    const file = join(folder, 'broken.yaml');
    await writeFile(file, broken);
    const failed = await deskhand(['run', file, '--desktop', names[0] ?? '', '--runs', folder, '--json']);
    expect(failed.exitCode).toBe(1);
    expect(JSON.stringify(document(failed))).toContain('Nordkauf');
  });
});

describe('task files', () => {
  test('extract-table.task.yaml gives JSON that fits its schema', async () => {
    const invoices = [
      { date: '2026-08-31', from: 'Stadtwerke Zürich', number: 'SW-88120', amount: 184.2, currency: 'CHF' },
    ];
    await using fake = await model(
      scriptBrain([
        () => ({ calls: [{ name: 'read_page', args: {} }] }),
        (_, { messages }) => {
          expect(toolText(messages)).toContain('NL/2026/77');
          return { calls: [{ name: 'done', args: { result: { invoices }, success: true } }] };
        },
      ]),
    );
    const ended = await run('extract-table.task.yaml', [], fake.env);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(JSON.parse(String(document(ended)['result']))).toEqual({ invoices });
    expect(fake.server.requests[0]?.request?.toolNames.toSorted()).toEqual(['done', 'read_page', 'scroll']);
  });

  test('compare-prices.task.yaml looks at both shops', async () => {
    await using fake = await model(
      scriptBrain([
        (screen) => {
          expect(screen.title).toContain('Nordkauf');
          return { calls: [{ name: 'goto', args: { url: 'demo:/shop/?name=sued' } }] };
        },
        (screen) => {
          expect(screen.title).toContain('Südmarkt');
          const result = { shop: 'Südmarkt', total: 42.4, other_total: 46.8 };
          return { calls: [{ name: 'done', args: { result, success: true } }] };
        },
      ]),
    );
    const ended = await run('compare-prices.task.yaml', [], fake.env);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(JSON.parse(String(document(ended)['result']))).toMatchObject({ shop: 'Südmarkt', total: 42.4 });
  });
});

describe('programs', () => {
  test('fill-form-from-csv.ts enters every line, quotes, commas and Japanese too', async () => {
    const { exitCode, stdout, stderr } = await node('fill-form-from-csv.ts');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe('3 customers entered');
    const shown = await deskhand(['do', 'read_page', '--desktop', names[0] ?? '', '--json']);
    expect(shown.stdout).toContain('Müller & Söhne, Zürich');
    expect(shown.stdout).toContain('山田商店');
    expect(shown.stdout).toContain('12000.00');
  });

  test('download-invoices.ts leaves PDF files with names that tell what they are', async () => {
    const { exitCode, stderr } = await node('download-invoices.ts', [join(folder, 'invoices')]);
    expect(exitCode, stderr).toBe(0);
    const files = (await readdir(join(folder, 'invoices'))).toSorted();
    expect(files).toEqual([
      '2026-08-31 Stadtwerke Zürich SW-88120.pdf',
      '2026-09-14 Café Löwen L-0452.pdf',
      '2026-09-30 Nordlicht Hosting NL-2026-77.pdf',
    ]);
    const pdf = await readFile(join(folder, 'invoices', files[2] ?? ''), 'latin1');
    expect(pdf).toMatch(/^%PDF-1\.4[^]*Nordlicht Hosting NL\/2026\/77[^]*%%EOF\n$/);
  });

  test('two-agents.ts prints what stands the check of both, and fails when either finds it wrong', async () => {
    /** Both find the same, and say one of these of what the other has found. */
    const agents = (verdicts: readonly string[]): Brain => {
      const left = [...verdicts];
      return ({ task }) =>
        finish(task.includes('Somebody claims') ? (left.shift() ?? 'none') : 'Südmarkt, € 44.90');
    };
    const cases = [
      [['right', 'right'], 0, 'Südmarkt, € 44.90'],
      [['right', 'wrong: Nordkauf'], 1, ''],
      [['wrong: Nordkauf', 'right'], 1, ''],
    ] as const;
    for (const [verdicts, exitCode, stdout] of cases) {
      await using fake = await model(agents(verdicts));
      const ended = await node('two-agents.ts', [], fake.env);
      expect(ended, ended.stderr).toMatchObject({ exitCode, stdout });
      const tasks = fake.server.requests.map(({ request }) => request?.task.includes('Somebody claims'));
      expect(tasks).toEqual([false, false, true, true]);
    }
  });

  test('playwright-and-agent.ts sees in Playwright what the agent did with the pointer', async () => {
    await using fake = await model(
      scriptBrain([
        (screen) => typeInto(screen, 'Name', 'Zoë Müller'),
        (screen) => typeInto(screen, 'Email', 'zoe@example.com'),
        (screen) => clickAt(screen, 'Country'),
        () => ({ calls: [{ name: 'type', args: { text: 'Switzerland' } }] }),
        () => ({ calls: [{ name: 'key', args: { keys: 'Enter' } }] }),
        (screen) => typeInto(screen, 'Credit limit', '900'),
        (screen) => clickAt(screen, 'Save customer'),
        () => finish('Entered.'),
      ]),
    );
    const { exitCode, stdout, stderr } = await node('playwright-and-agent.ts', [], fake.env);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('Zoë Müller · zoe@example.com · Switzerland · 900.00');
  });
});

describe('agents of other vendors', () => {
  /** Opens the shop, and tells the kettle's price once a tool has shown the page. */
  const clerk = (): Promise<ChatServer> =>
    startChatServer((result) => {
      if (result === undefined) return { tool: 'goto', input: { url: 'demo:/shop/?name=nord' } };
      if (!result.includes('Nordkauf')) return { text: `not the shop: ${result}` };
      if (!result.includes('39.90')) return { tool: 'read_page', input: {} };
      return { text: 'The kettle costs € 39.90.' };
    });

  test.each(['openai-agents.ts', 'vercel-ai-sdk.ts'])(
    '%s works the desktop over the HTTP API',
    async (file) => {
      await using server = await clerk();
      const { exitCode, stdout, stderr } = await node(file, [], {
        XAI_API_KEY: server.key,
        XAI_BASE_URL: server.url,
      });
      expect(exitCode, stderr).toBe(0);
      expect(stdout).toBe('The kettle costs € 39.90.');
    },
  );
});
