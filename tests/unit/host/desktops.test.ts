import { afterEach, describe, expect, it } from 'vitest';
import type { DesktopSpec } from '../../../src/host/container-spec.ts';
import { findDesktop, findRunning, listDesktops, removeDesktop } from '../../../src/host/desktops.ts';
import { connectEngine } from '../../../src/host/engine.ts';
import type { Engine } from '../../../src/host/engine.ts';
import type { ReadyOptions } from '../../../src/host/readiness.ts';
import { startDesktop } from '../../../src/host/start-desktop.ts';
import { startFakeEngine } from './fake-engine.ts';
import type { FakeEngine, FakeEngineOptions } from './fake-engine.ts';

let fake: FakeEngine;
let engine: Engine;

async function use(options: FakeEngineOptions = {}): Promise<void> {
  fake = await startFakeEngine({ images: ['deskhand:local'], ...options });
  engine = await connectEngine(fake.env);
}
afterEach(() => fake[Symbol.asyncDispose]());

const spec = (name: string): DesktopSpec => ({
  name,
  image: 'deskhand:local',
  token: `token-${name}`,
  seccomp: '{}',
});
const never = new AbortController().signal;
const ready: ReadyOptions = { isReady: async () => true, timeoutMs: 10_000, signal: never };

describe('startDesktop', () => {
  it('creates a desktop and resolves once it is ready', async () => {
    await use();
    const asked: string[] = [];
    const isReady: ReadyOptions['isReady'] = async ({ url, token }) => asked.push(`${url} ${token}`) === 3;
    const { desktop, how } = await startDesktop(engine, spec('one'), { ...ready, isReady });
    expect(how).toBe('created');
    expect(desktop).toMatchObject({
      name: 'one',
      state: 'running',
      url: 'http://127.0.0.1:49152',
      token: 'token-one',
    });
    expect(asked).toEqual(Array.from({ length: 3 }, () => 'http://127.0.0.1:49152 token-one'));
  });

  it('sends the token in no URL, where logs would keep it', async () => {
    await use();
    await startDesktop(engine, spec('one'), ready);
    expect(fake.calls).toContain('POST /containers/create?name=deskhand-one');
    expect(fake.calls.join()).not.toContain('token-one');
  });

  it('gives the running desktop of that name, with the token it has', async () => {
    await use();
    const first = await startDesktop(engine, spec('one'), ready);
    const again = await startDesktop(engine, { ...spec('one'), token: 'another' }, ready);
    expect(again).toEqual({ desktop: first.desktop, how: 'found' });
    expect(fake.containers.size).toBe(1);
  });

  it.each(['exited', 'paused'] as const)('wakes a desktop that is %s', async (state) => {
    await use();
    const { desktop } = await startDesktop(engine, spec('one'), ready);
    const container = fake.containers.get(desktop.id);
    if (container !== undefined) container.state = state;
    expect(await startDesktop(engine, spec('one'), ready)).toMatchObject({
      how: 'started',
      desktop: { id: desktop.id, state: 'running' },
    });
  });

  it('shows the last words of one that ends while it starts, and removes it', async () => {
    await use({ crashesWith: 1, log: [{ stream: 'stderr', line: 'Xvfb: cannot open display' }] });
    await expect(
      startDesktop(engine, spec('one'), { ...ready, isReady: async () => false }),
    ).rejects.toMatchObject({
      code: 'not_ready',
      message: 'The desktop "one" ended while it was starting. Its last words:\n  Xvfb: cannot open display',
    });
    expect(fake.containers.size).toBe(0);
    expect(fake.calls.at(-1)).toMatch(/^DELETE .*force=true.*v=true|^DELETE .*v=true.*force=true/);
  });

  it('gives up an attempt that gets no answer, and asks again', async () => {
    await use();
    const signals: AbortSignal[] = [];
    const isReady: ReadyOptions['isReady'] = async (_, signal) => {
      signals.push(signal);
      if (signals.length > 4) return true;
      await new Promise((__, reject) => {
        signal.addEventListener('abort', () => reject(new Error('no answer')));
      });
      return false;
    };
    const started = startDesktop(engine, spec('one'), { ...ready, isReady });
    await expect(started).resolves.toMatchObject({ how: 'created' });
    expect(signals.map(({ aborted }) => aborted).slice(0, 4)).toEqual([true, true, true, true]);
  });

  it('gives up at the deadline, and removes it', async () => {
    await use({ log: [{ stream: 'stdout', line: 'waiting' }] });
    const options = { ...ready, isReady: async () => false, timeoutMs: 50 };
    await expect(startDesktop(engine, spec('one'), options)).rejects.toMatchObject({
      code: 'timeout',
      exitCode: 124,
    });
    expect(fake.containers.size).toBe(0);
  });

  it('leaves nothing behind when it is interrupted while it waits', async () => {
    await use();
    const interrupt = new AbortController();
    const isReady = async () => {
      interrupt.abort(new Error('interrupted'));
      return false;
    };
    await expect(
      startDesktop(engine, spec('one'), { ...ready, isReady, signal: interrupt.signal }),
    ).rejects.toThrow('interrupted');
    expect(fake.containers.size).toBe(0);
  });

  it('starts nothing when it is interrupted before', async () => {
    await use();
    await expect(
      startDesktop(engine, spec('one'), { ...ready, signal: AbortSignal.abort(new Error('interrupted')) }),
    ).rejects.toThrow('interrupted');
    expect(fake.calls.some((call) => call.startsWith('POST'))).toBe(false);
  });

  it('says that the image is not there', async () => {
    await use({ images: [] });
    await expect(startDesktop(engine, spec('one'), ready)).rejects.toMatchObject({
      code: 'no_image',
      exitCode: 3,
    });
  });

  it('says that a port is taken, and removes the container', async () => {
    await use({ startError: 'driver failed: Bind for 127.0.0.1:6080 failed: port is already allocated' });
    await expect(startDesktop(engine, spec('one'), ready)).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringContaining('--port') as string,
    });
    expect(fake.containers.size).toBe(0);
  });

  it('gives one desktop to two that ask for it at once', async () => {
    await use();
    const both = await Promise.all([
      startDesktop(engine, spec('one'), ready),
      startDesktop(engine, spec('one'), ready),
    ]);
    expect(fake.containers.size).toBe(1);
    expect(new Set(both.map(({ desktop }) => desktop.id)).size).toBe(1);
  });
});

describe('finding desktops', () => {
  it('lists what carries the label, by name, and nothing else', async () => {
    await use();
    await startDesktop(engine, spec('two'), ready);
    await startDesktop(engine, spec('one'), ready);
    fake.containers.set('f'.repeat(64), {
      id: 'f'.repeat(64),
      name: 'stranger',
      spec: {},
      state: 'running',
      exitCode: 0,
    });
    expect((await listDesktops(engine)).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('finds by name and by container id, and names the nearest otherwise', async () => {
    await use();
    const { desktop } = await startDesktop(engine, spec('research'), ready);
    expect(await findDesktop(engine, 'research')).toEqual(desktop);
    expect(await findDesktop(engine, desktop.id.slice(0, 12))).toEqual(desktop);
    await expect(findDesktop(engine, 'reserch')).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Did you mean "research"?',
    });
  });

  it('takes the only running one when none is named', async () => {
    await use();
    await expect(findRunning(engine)).rejects.toMatchObject({
      code: 'not_ready',
      message: 'No desktop is running.',
    });
    const { desktop } = await startDesktop(engine, spec('one'), ready);
    expect((await findRunning(engine)).id).toBe(desktop.id);
    await startDesktop(engine, spec('two'), ready);
    await expect(findRunning(engine)).rejects.toMatchObject({
      code: 'bad_input',
      hint: 'They are one, two.',
    });
  });

  it('does not take a stopped one for a running one', async () => {
    await use();
    const { desktop } = await startDesktop(engine, spec('one'), ready);
    const container = fake.containers.get(desktop.id);
    if (container !== undefined) container.state = 'exited';
    await expect(findRunning(engine, 'one')).rejects.toMatchObject({
      code: 'not_ready',
      hint: '`deskhand up one` starts it.',
    });
  });

  it('removes one with its volumes, and minds not when it is gone', async () => {
    await use();
    const { desktop } = await startDesktop(engine, spec('one'), ready);
    await removeDesktop(engine, desktop.id);
    await removeDesktop(engine, desktop.id);
    expect(fake.containers.size).toBe(0);
  });
});
