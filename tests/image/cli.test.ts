import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { deskhand } from './support/cli.ts';
import { decode } from './support/picture.ts';

const name = `clitest-${process.pid}`;
let up: Record<string, string>;

beforeAll(async () => {
  const { exitCode, stdout, stderr } = await deskhand(['up', name, '--json', '--image', inject('image')]);
  if (exitCode !== 0) throw new Error(stderr);
  up = JSON.parse(stdout) as Record<string, string>;
});

afterAll(async () => {
  await deskhand(['down', name]);
});

test('up prints where the desktop is, how to open it, and that its sandbox is on', () => {
  expect(up).toMatchObject({
    name,
    sandbox: 'on',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/) as string,
  });
  expect(Object.keys(up).sort((a, b) => a.localeCompare(b))).toEqual([
    'id',
    'link',
    'name',
    'sandbox',
    'token',
    'url',
  ]);
});

test('up again gives the same desktop', async () => {
  const { stdout } = await deskhand(['up', name, '--json', '--image', inject('image')]);
  expect(JSON.parse(stdout)).toMatchObject({ id: up['id'], url: up['url'] });
});

test('ps lists it', async () => {
  const { stdout } = await deskhand(['ps', '--json']);
  expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ name })]));
});

test('do acts and prints the result; a mistake is told with exit code 2', async () => {
  const went = await deskhand([
    'do',
    'goto',
    'url=data:text/html,<title>hello</title>',
    '--desktop',
    name,
    '--json',
  ]);
  expect(went.exitCode, went.stderr).toBe(0);
  expect(JSON.parse(went.stdout)).toMatchObject({ result: { title: 'hello' } });
  const wrong = await deskhand(['do', 'click', 'x=5000', 'y=1', '--desktop', name]);
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
  expect(wrong.stderr).toContain('x: must be from 0 to 1279, got 5000');
});

test('screenshot writes a picture', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'deskhand-')), 'desk.png');
  expect(await deskhand(['screenshot', name, '-o', file])).toMatchObject({ exitCode: 0 });
  expect(await decode(await readFile(file))).toMatchObject({ width: 1280, height: 800 });
});

test('exec passes output and exit code through', async () => {
  expect(await deskhand(['exec', name, '--', 'sh', '-c', 'echo out; echo err >&2; exit 5'])).toMatchObject({
    exitCode: 5,
    stdout: 'out',
    stderr: 'err',
  });
});

test('logs and view work', async () => {
  expect((await deskhand(['logs', name])).exitCode).toBe(0);
  expect((await deskhand(['view', name, '--json'])).stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?ticket=/);
});

test('doctor finds the engine and says what is missing', async () => {
  const { stdout } = await deskhand(['doctor', '--json'], { env: { XAI_API_KEY: '' } });
  expect(JSON.parse(stdout)).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: 'engine', status: 'ok' })]) as unknown,
  });
});

test('down removes it with its volumes, and a second down says that there is none', async () => {
  const other = `${name}-b`;
  expect((await deskhand(['up', other, '--json', '--image', inject('image')])).exitCode).toBe(0);
  expect((await deskhand(['down', other])).exitCode).toBe(0);
  const again = await deskhand(['down', other]);
  expect(again.exitCode).not.toBe(0);
  expect(again.stderr).toContain(other);
});
