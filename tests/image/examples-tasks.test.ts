import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clickAt, finish, scriptBrain, typeInto } from '../fixtures/fake-xai/index.ts';
import type { FakeXai, ScriptStep } from '../fixtures/fake-xai/index.ts';
import { deskhand, projectFolder } from './support/cli.ts';
import type { Ended } from './support/cli.ts';
import { startMcpGateway } from './support/mcp-gateway.ts';
import { useTaskDesktop } from './support/task-desktop.ts';

/** The task files of which the model is fake, and for two of them the site or the server that they ask. */
const desktop = useTaskDesktop('exampletasks');

function run(
  file: string,
  server: FakeXai,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const all = ['run', file, '--desktop', desktop.name, '--runs', desktop.folder, ...args, '--json'];
  const own = { XAI_API_KEY: server.key, XAI_API_KEY_FILE: '', XAI_BASE_URL: server.url };
  return deskhand(all, { env: { ...own, DESKHAND_LEDGER: join(desktop.folder, 'ledger.db'), ...env } });
}

const resultOf = ({ stdout }: Ended): unknown =>
  JSON.parse((JSON.parse(stdout) as { result: string }).result);
const call = (name: string, args: Readonly<Record<string, unknown>>): ReturnType<ScriptStep> => ({
  calls: [{ name, args }],
});
const lastAnswer: (request: Parameters<ScriptStep>[1]) => string = ({ messages }) =>
  JSON.stringify(messages.filter(({ role }) => role === 'tool').at(-1));

const drag =
  (from: RegExp): ScriptStep =>
  (screen) =>
    call('drag', {
      from_ref: screen.find(from, 'draggable').ref,
      to_ref: screen.find('Reimburse', 'heading').ref,
    });

/** The expense report as a model that looks at each screen would do it. */
const EXPENSES: readonly ScriptStep[] = [
  (screen) => typeInto(screen, 'Email', 'demo@example.com'),
  (screen) => typeInto(screen, 'Password', '{{secret:DEMO_PASSWORD}}'),
  (screen) => clickAt(screen, 'Sign in', 'button'),
  (screen) => typeInto(screen, 'Full name', 'Zoë Müller'),
  // A date field has parts: there is nothing in it to clear.
  (screen) => call('type', { ref: screen.find('Date of travel').ref, text: '03142026' }),
  (screen) => clickAt(screen, 'Category', 'combobox'),
  () => call('type', { text: 'Travel' }),
  () => call('key', { keys: 'Enter' }),
  (screen) => typeInto(screen, 'Purpose', 'Visit in Zürich'),
  (screen) => clickAt(screen, /I have read the travel policy/, 'checkbox'),
  (screen) => clickAt(screen, 'Continue to receipts'),
  drag(/^Train to Zürich/),
  drag(/^Hotel Löwen/),
  (screen) => clickAt(screen, 'Continue to project'),
  () => call('find', { text: 'Nordlicht III' }),
  (screen) => clickAt(screen, 'Choose Nordlicht III'),
  (screen) => clickAt(screen, 'Continue to attachment'),
  (screen) => call('upload', { ref: screen.find('Receipt', 'file').ref, files: ['receipt.png'] }),
  () => call('wait', { text: 'SHA-256' }),
  (screen) => clickAt(screen, 'Submit report'),
  () => call('read_page', {}),
  (_, request) => {
    const [, number = ''] = /No\. (\d+)/.exec(lastAnswer(request)) ?? [];
    const [total = ''] = /€ \d+\.\d\d/.exec(lastAnswer(request)) ?? [];
    return call('done', { result: { number, total }, success: true });
  },
];

test('expenses.task.yaml files the report with a secret that no model sees and a file beside it', async () => {
  const server = await desktop.fake({ brain: scriptBrain(EXPENSES) });
  const memory = ['--workspace', join(desktop.folder, 'workspace')];
  const ended = await run('examples/expenses.task.yaml', server, memory, { DEMO_PASSWORD: 'correct horse' });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(resultOf(ended)).toEqual({ number: expect.stringMatching(/^\d+$/) as string, total: '€ 334.20' });
  expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain('correct horse');
}, 120_000);

test('parts-lookup.task.yaml asks a tool of an MCP server, which gets the key', async () => {
  const key = 'stock-key-0815';
  await using stock = await startMcpGateway(key);
  const server = await desktop.fake({
    brain: scriptBrain([
      () => call('stock_stock', { part: 'M4 bolt' }),
      (_, request) => {
        expect(lastAnswer(request)).toContain('M4 bolt: 12');
        return finish('12, and the supplier’s page is open');
      },
    ]),
  });
  const text = await readFile(join(projectFolder, 'examples/parts-lookup.task.yaml'), 'utf8');
  const file = join(desktop.folder, 'parts.task.yaml');
  const local = text.replace('https://mcp.example.com', `http://host.docker.internal:${stock.port}`);
  expect(local).not.toBe(text);
  await writeFile(file, local);
  const ended = await run(file, server, [], { PARTS_STOCK_KEY: key });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(JSON.stringify(server.requests.map(({ body }) => body))).not.toContain(key);
}, 60_000);

test('opening-hours.task.yaml answers by its schema, here from a page of this test', async () => {
  const url = desktop.pages.page('/library', '<title>Library</title><p>Saturdays 10:00 to 16:00</p>');
  const result = { opens: '10:00', closes: '16:00', source: url };
  const server = await desktop.fake({
    brain: scriptBrain([
      (screen) => {
        expect(screen.title).toBe('Library');
        return call('read_page', {});
      },
      (_, request) => {
        expect(lastAnswer(request)).toContain('Saturdays 10:00');
        return call('done', { result, success: true });
      },
    ]),
  });
  const ended = await run('examples/opening-hours.task.yaml', server, ['--start-url', url]);
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(resultOf(ended)).toEqual(result);
}, 60_000);
