import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import { chooseTools, isBrowserOnly } from '../../../src/agent/tools/choose-tools.ts';
import { outputContract } from '../../../src/agent/tools/output-contract.ts';
import { openWorkspace } from '../../../src/runs/workspace.ts';
import { finish, scriptBrain } from '../../fixtures/fake-xai/index.ts';
import type { FakeRequest } from '../../fixtures/fake-xai/index.ts';
import { fake, task } from './support/model-run.ts';
import { makeService } from './support/service.ts';

const lastTool = (request: FakeRequest): string =>
  JSON.stringify(request.messages.filter((message) => message.role === 'tool').at(-1));

describe('the tools for a task', () => {
  test.each([
    ['Find the price on https://shop.example/', undefined, true],
    ['Sign in and tell me the balance', undefined, true],
    ['Fill it in', 'demo:/expenses/', true],
    ['Open the terminal and list the files of this web page', undefined, false],
    ['Arrange the windows', 'http://a/', false],
    ['Write a poem', undefined, false],
  ])('%j starting at %s is within web pages: %s', (words, startUrl, within) => {
    expect(isBrowserOnly({ task: words, startUrl })).toBe(within);
  });

  test('a task within web pages gets fewer, one with files may upload, named ones are as named', () => {
    const table = createTable();
    const names = (needs: object): string[] =>
      chooseTools(table, { names: undefined, task: 'x', startUrl: undefined, hasFiles: false, ...needs }).map(
        ({ name }) => name,
      );
    const all = names({});
    const web = names({ startUrl: 'http://a/' });
    expect(web.length).toBeLessThan(all.length - 5);
    expect(web).not.toContain('launch');
    expect(web).toContain('click');
    expect(web).toContain('done');
    expect(names({ startUrl: 'http://a/', hasFiles: true })).toContain('upload');
    expect(names({ startUrl: 'http://a/', task: 'Copy the text' })).toContain('clipboard_read');
    expect(names({ names: ['click'] })).toEqual(['click', 'done']);
    expect(() => names({ names: ['clik'] })).toThrow(/clik/);
  });
});

describe('notes', () => {
  test('are saved as they are made, shown to the next run, and hold no secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deskhand-workspace-'));
    const workspace = openWorkspace(folder);
    const note = (text: string) => ({ calls: [{ name: 'remember', args: { note: text } }] });
    const server = await fake({
      brain: scriptBrain([
        () => note('The menu is at the top.'),
        () => note('open sesame works'),
        () => finish('1'),
      ]),
    });
    await using fixture = await makeService(undefined, { workspace });
    const secrets = { PASSWORD: 'open sesame' };
    const { head } = await fixture.run(task(server, { secrets }));
    const text = 'The menu is at the top.\n{{secret:PASSWORD}} works\n';
    expect(await readFile(join(folder, 'memory.md'), 'utf8')).toBe(text);
    expect(await readFile(join(fixture.dir, head.id, 'memory.md'), 'utf8')).toBe(text);
    let first = '';
    const second = await fake({
      brain: (request) => {
        first = JSON.stringify(request.messages.find((message) => message.role === 'user'));
        return finish('2');
      },
    });
    await fixture.run(task(second));
    expect(first).toContain('The menu is at the top.');
    await fixture.run(task(second, { memory: 'other notes' }));
    expect(first).toContain('other notes');
    expect(first).not.toContain('The menu');
  });

  test('that grow too long are refused with what to do', async () => {
    let told = '';
    const server = await fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'remember', args: { note: 'x'.repeat(9000) } }] }),
        () => ({ calls: [{ name: 'remember', args: { note: 'y'.repeat(9000) } }] }),
        (_, request) => {
          told = lastTool(request);
          return finish('');
        },
      ]),
    });
    await using fixture = await makeService();
    await fixture.run(task(server));
    expect(told).toContain('with replace true');
  });
});

describe('an answer with a schema', () => {
  const schema = {
    type: 'object',
    properties: { number: { type: 'integer' }, total: { type: 'number', minimum: 0 } },
    required: ['number', 'total'],
    additionalProperties: false,
  };

  test('is asked for in that shape, sent back until it fits, and is the result as JSON', async () => {
    let told = '';
    const server = await fake({
      brain: scriptBrain([
        () => ({ calls: [{ name: 'done', args: { result: { number: 'x' } } }] }),
        (_, request) => {
          told = lastTool(request);
          return { calls: [{ name: 'done', args: { result: '{"number":7,"total":1.5}', success: true } }] };
        },
      ]),
    });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { output_schema: schema }));
    expect(told).toMatch(/result does not fit.*number/);
    expect(head.outcome).toBe('done');
    expect(JSON.parse(head.result ?? '')).toEqual({ number: 7, total: 1.5 });
    expect(JSON.stringify(server.requests[0]?.body)).toContain('"total":{');
  });

  test('stays JSON though the digits of a secret are in its numbers', async () => {
    const result = { number: 4711, total: 1.5 };
    const server = await fake({
      brain: scriptBrain([() => ({ calls: [{ name: 'done', args: { result, success: true } }] })]),
    });
    await using fixture = await makeService();
    const { head } = await fixture.run(task(server, { output_schema: schema, secrets: { PIN: '47' } }));
    expect(JSON.parse(head.result ?? '')).toEqual(result);
  });

  test('a task that cannot be done may say why instead', () => {
    const contract = outputContract(schema);
    expect(contract.toAction({ success: false, reason: 'no such page' })).toMatchObject({
      result: 'no such page',
    });
  });

  test('a schema that is none is refused before the run', async () => {
    await using fixture = await makeService();
    const spec = { task: 'x', api_key: 'k', output_schema: { type: 'nonsense' } };
    await expect(fixture.service.submit(spec)).rejects.toMatchObject({ code: 'bad_input' });
  });
});
