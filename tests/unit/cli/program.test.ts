import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeDesktop } from '../client/fake-desktop.ts';
import type { FakeDesktop, FakeDesktopOptions } from '../client/fake-desktop.ts';
import { runEvents, runHead } from '../client/sample-run.ts';
import { startFakeEngine } from '../host/fake-engine.ts';
import type { FakeEngine, FakeEngineOptions } from '../host/fake-engine.ts';
import { deskhand } from './deskhand.ts';

const DEAD = { DOCKER_HOST: 'unix:///nonexistent.sock' };

describe('deskhand without an engine', () => {
  it('helps', async () => {
    const { code, stdout, stderr } = await deskhand(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of [
      'run',
      'up',
      'down',
      'ps',
      'do',
      'screenshot',
      'view',
      'mcp',
      'logs',
      'exec',
      'doctor',
    ])
      expect(stdout).toMatch(new RegExp(`^ +${command} {2,}\\S`, 'm'));
    expect(stdout).not.toContain('\u001B');
  });

  it('tells its version', async () => {
    expect(await deskhand(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it.each([
    ['no command', [], 2, 'error: No command is given.\n'],
    [
      'an unknown command',
      ['exce'],
      2,
      'error: There is no command "exce".\nhint: Did you mean `deskhand exec`?\n',
    ],
    ['a bad flag', ['up', '--prot', '1'], 2, 'error: There is no flag --prot.\nhint: Did you mean --port?\n'],
    ['a bad value', ['up', '--port', 'x'], 2, 'error: --port: must be a port from 1 to 65535.\n'],
    [
      'a secret in --env',
      ['up', '--env', 'API_KEY=abc'],
      2,
      'error: --env API_KEY: secrets do not go on the command line.',
    ],
    ['a task without a key', ['run', 'Say hello'], 3, 'error: A task needs an API key'],
    [
      'no engine',
      ['ps'],
      3,
      'error: No Docker engine answers at unix:///nonexistent.sock (from DOCKER_HOST).',
    ],
    ['a port that fetch refuses', ['up', '--port', '6667'], 2, 'must not be a port that browsers'],
    ['nothing to remove', ['down'], 2, 'error: Say which desktops to remove'],
    ['no program to run', ['exec', 'one'], 2, 'error: Say which program to run, after two dashes.'],
    ['half an action', ['do', 'click', '640'], 2, 'error: "640" is not of the form key=value.'],
  ])('refuses %s', async (_name, argv, code, message) => {
    const ended = await deskhand(argv, { env: DEAD });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  it('reports an error as JSON when asked to, before or after the command', async () => {
    for (const argv of [
      ['--json', 'ps'],
      ['ps', '--json'],
    ]) {
      const { code, stdout, stderr } = await deskhand(argv, { env: DEAD });
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'no_engine', hint: expect.any(String) as string },
      });
    }
  });

  it('diagnoses that there is no engine and ends with 3', async () => {
    const { code, stdout } = await deskhand(['doctor', '--json'], { env: DEAD });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'engine', status: 'fail' }),
      ]) as unknown,
    });
  });
});

describe('deskhand with an engine', () => {
  let cwd: string;
  let desktop: FakeDesktop;
  let engine: FakeEngine;

  async function use(options: FakeDesktopOptions = {}, more: FakeEngineOptions = {}): Promise<void> {
    desktop = await startFakeDesktop({
      anyToken: true,
      events: runEvents(),
      files: { 'run.json': '{}', 'report.html': '<p>' },
      ...options,
    });
    engine = await startFakeEngine({
      images: ['deskhand:local'],
      hostPort: Number(new URL(desktop.url).port),
      log: [{ stream: 'stdout', line: 'ready' }],
      ...more,
    });
  }
  const call = (argv: readonly string[], options: Parameters<typeof deskhand>[1] = {}) =>
    deskhand(argv, { ...options, cwd, env: { ...engine.env, ...options.env } });

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'deskhand-cli-'));
    await writeFile(join(cwd, 'book.yaml'), 'name: Book\nsteps:\n  - click: Sign in\n');
  });
  afterEach(async () => {
    await engine[Symbol.asyncDispose]();
    await desktop[Symbol.asyncDispose]();
    await rm(cwd, { recursive: true });
  });

  it('opens private addresses to the browser of a new desktop, and says so when it is not new', async () => {
    await use();
    const flags = ['--allow-private', 'host.docker.internal:3000', '--allow-private', '10.0.0.0/8'];
    expect((await call(['up', 'one', '--env', 'ALLOWED_PRIVATE_HOSTS=app', ...flags])).code).toBe(0);
    const [container] = engine.containers.values();
    expect(container?.spec.Env).toContain('ALLOWED_PRIVATE_HOSTS=app,host.docker.internal:3000,10.0.0.0/8');
    expect((await call(['up', 'one', ...flags])).stderr).toContain('--allow-private would need a new one');
  }, 30_000);

  it('ups, lists, uses and downs a desktop', async () => {
    await use({ sandbox: 'off' });
    const up = await call(['up', 'one', '--json']);
    const { token, id, ...shown } = JSON.parse(up.stdout) as Record<string, string>;
    expect(shown).toEqual({
      name: 'one',
      url: desktop.url,
      link: `${desktop.url}/?ticket=once`,
      sandbox: 'off',
    });
    expect(token).toHaveLength(32);
    expect(up.stderr).not.toContain(token);

    const ps = await call(['ps', '--json']);
    expect(JSON.parse(ps.stdout)).toEqual([
      expect.objectContaining({ name: 'one', id, state: 'running', url: desktop.url }),
    ]);
    expect(ps.stdout).not.toContain(token);

    const done = await call(['do', 'click', 'x=640', 'y=400', 'modifiers=["ctrl"]']);
    expect(done).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('e1 button "Sign in" (focused)') as string,
    });
    expect(desktop.requests.at(-1)).toMatchObject({
      headers: { authorization: `Bearer ${token}` },
      body: { action: 'click', x: 640, y: 400, modifiers: ['ctrl'] },
    });

    const again = await call(['up', 'one', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ id, token });
    expect(await call(['logs', '--json'])).toMatchObject({ stdout: '{"stream":"stdout","line":"ready"}\n' });
    expect(await call(['down', 'one'])).toMatchObject({ code: 0, stdout: 'one\n' });
    expect(engine.containers.size).toBe(0);
  }, 30_000);

  it('downs those that there are and tells of the others', async () => {
    await use();
    for (const name of ['one', 'two']) expect(await call(['up', name, '-q'])).toMatchObject({ code: 0 });
    const some = await call(['down', 'one', 'tow', 'two', '--json']);
    expect(some.code).toBe(1);
    expect(JSON.parse(some.stdout)).toMatchObject({
      removed: ['one', 'two'],
      errors: [{ code: 'not_found' }],
    });
    expect(engine.containers.size).toBe(0);
    const none = await call(['down', 'one', 'two']);
    expect(none).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('There is no desktop "one"') as string,
    });
    expect(none.code).not.toBe(0);
  }, 30_000);

  it('writes a picture to stdout when piped, and to the file that is named', async () => {
    await use();
    await call(['up', '-q']);
    expect((await call(['screenshot'])).stdout).toContain('PNG');
    const named = await call(['screenshot', '-o', 'shot.jpg']);
    expect(named).toMatchObject({ code: 0, stdout: `${join(cwd, 'shot.jpg')}\n` });
    expect(desktop.requests.at(-1)?.query.get('format')).toBe('jpeg');
    expect((await readFile(join(cwd, 'shot.jpg'))).length).toBe(4);
  }, 30_000);

  it('joins a program of the desktop to its own streams and passes its exit code on', async () => {
    const stdout = (input: string) => input.toUpperCase();
    await use({}, { program: { exitCode: 7, stdout, stderr: 'careful\n' } });
    await call(['up', '-q']);
    const ended = await call(['exec', '--', 'tr', 'a-z', 'A-Z', '--json'], { stdin: 'grüße\n' });
    expect(ended).toEqual({ code: 7, stdout: 'GRÜSSE\n', stderr: 'careful\n' });
    expect(engine.execs).toEqual([
      expect.objectContaining({
        Cmd: ['tr', 'a-z', 'A-Z', '--json'],
        // The container's secrets would be in the environment of whatever is run in it.
        Env: ['DESKHAND_TOKEN=', 'XAI_API_KEY=', 'VNC_PASSWORD='],
        Tty: false,
      }),
    ]);
  }, 30_000);

  it('lets go of a program at SIGINT', async () => {
    await use({}, { program: { exitCode: 0, stdout: () => '', hangs: true } });
    await call(['up', '-q']);
    const { code } = await call(['exec', '--', 'cat'], { interrupt: { when: 'hanging', signal: 'SIGINT' } });
    expect(code).toBe(130);
  }, 30_000);

  it('runs a playbook on a fresh desktop, keeps the record and removes the desktop', async () => {
    await use();
    const { code, stdout, stderr } = await call(['run', 'book.yaml']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Signed in.\n' });
    expect(stderr).toContain('  1  click button "Sign in" · settled 94 ms');
    expect(stderr).toContain('report: runs/run-1/report.html');
    expect(await readFile(join(cwd, 'runs/run-1/report.html'), 'utf8')).toBe('<p>');
    expect(engine.containers.size).toBe(0);
  }, 30_000);

  it('refuses a playbook with a wrong step before anything is asked of the engine', async () => {
    await use();
    await writeFile(join(cwd, 'wrong.yaml'), 'name: Book\nsteps:\n  - clack: Sign in\n');
    const before = engine.calls.length;
    const { code, stderr } = await call(['run', 'wrong.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('playbook, line 3: step 1: there is no step "clack"; did you mean "click"?');
    expect(engine.calls.length).toBe(before);
  });

  it('sends the key with the task alone: not to the engine, not to its own output', async () => {
    await use();
    const env = { XAI_API_KEY: 'xai-very-secret' };
    const { code, stdout, stderr } = await call(['run', 'Sign in', '--json', '--verbose', '--keep'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'run-1',
      outcome: 'done',
      folder: join(cwd, 'runs/run-1'),
    });
    expect(desktop.requests.find(({ path }) => path === '/v1/tasks')?.body).toMatchObject({
      api_key: 'xai-very-secret',
    });
    expect(stdout + stderr).not.toContain('xai-very-secret');
    const [container] = engine.containers.values();
    expect(JSON.stringify(container?.spec)).not.toContain('xai-very-secret');
  }, 30_000);

  it('ends with 1 and says why when the run failed', async () => {
    const error = {
      code: 'action_failed',
      message: 'Step 3: there is no "Sign in".',
      hint: 'There is "Log in".',
    };
    await use({ events: runEvents(runHead({ outcome: 'failed', error })) });
    const { code, stderr } = await call(['run', 'book.yaml']);
    expect(code).toBe(1);
    expect(stderr).toContain('error: Step 3: there is no "Sign in".\nhint: There is "Log in".\n');
    expect(engine.containers.size).toBe(0);
  }, 30_000);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'cancels the run, keeps its record and removes the desktop at %s',
    async (signal, exit) => {
      await use({ waitsForCancel: true });
      const { code } = await call(['run', 'book.yaml'], { interrupt: { when: '  2  click', signal } });
      expect(code).toBe(exit);
      expect(desktop.requests.some(({ path }) => path === '/v1/tasks/run-1/cancel')).toBe(true);
      expect(await readFile(join(cwd, 'runs/run-1/report.html'), 'utf8')).toBe('<p>');
      expect(engine.containers.size).toBe(0);
    },
    30_000,
  );

  it('leaves nothing behind when it is interrupted while the desktop starts', async () => {
    await use({ unreadyFor: Number.POSITIVE_INFINITY });
    const { code } = await call(['run', 'book.yaml'], {
      interrupt: { when: 'Starting desktop', signal: 'SIGINT' },
    });
    expect(code).toBe(130);
    expect(engine.containers.size).toBe(0);
  }, 30_000);
});
