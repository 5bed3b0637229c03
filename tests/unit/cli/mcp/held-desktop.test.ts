import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createContext } from '../../../../src/cli/context.ts';
import { holdDesktop } from '../../../../src/cli/mcp/held-desktop.ts';
import { startFakeDesktop } from '../../client/fake-desktop.ts';
import type { FakeDesktop } from '../../client/fake-desktop.ts';
import { startFakeEngine } from '../../host/fake-engine.ts';
import type { FakeEngine } from '../../host/fake-engine.ts';
import { memoryOutput } from '../memory-output.ts';

let desktop: FakeDesktop;
let engine: FakeEngine;
let folder: string;
beforeEach(async () => {
  desktop = await startFakeDesktop({ anyToken: true });
  const hostPort = Number(new URL(desktop.url).port);
  engine = await startFakeEngine({ images: ['deskhand:local'], hostPort });
  folder = await mkdtemp(join(tmpdir(), 'deskhand-held-'));
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await desktop[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As a process of its own does. */
async function hold(
  name: string | undefined,
  keep: boolean,
  settings: Readonly<Record<string, string>> = {},
) {
  const env = { ...engine.env, XDG_STATE_HOME: folder };
  const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const process = { env, cwd: folder, stdin: Readable.from([]), stdout: sink(), stderr: sink() };
  const context = createContext(process, memoryOutput().output, new AbortController().signal, undefined);
  const config = await context.config({ image: 'deskhand:local' });
  const held = await holdDesktop(context, { name, keep, config, env: settings });
  return { name: held.desktop.name, how: held.how, end: held.end };
}

/** As many clients at once, each of which names none; then all of them end. */
async function session(...keep: readonly boolean[]) {
  const held = await Promise.all(keep.map((each) => hold(undefined, each)));
  for (const { end } of held) await end();
  return held.map(({ name, how }) => `${name} ${how}`).sort();
}

const there = () => [...engine.containers.values()].map(({ name }) => name).sort();

test('clients that name none and keep theirs take in later sessions what earlier ones have left', async () => {
  expect(await session(true, true)).toEqual(['mcp created', 'mcp-2 created']);
  for (const _ of [1, 2]) expect(await session(true, true)).toEqual(['mcp found', 'mcp-2 found']);
  expect(there()).toEqual(['deskhand-mcp', 'deskhand-mcp-2']);
});

test('so do those that keep nothing, which leave it there; what they made themselves goes', async () => {
  await session(true);
  expect(await session(false, false)).toEqual(['mcp found', 'mcp-2 created']);
  expect(there()).toEqual(['deskhand-mcp']);
});

test('one that may reach more than the next client asks for is not for it', async () => {
  await (await hold(undefined, true, { ALLOWED_PRIVATE_HOSTS: '*' })).end();
  expect(await session(true)).toEqual(['mcp-2 created']);
  expect(await session(false)).toEqual(['mcp-2 found']);
  const again = await hold(undefined, false, { ALLOWED_PRIVATE_HOSTS: '*' });
  expect([again.name, again.how]).toEqual(['mcp', 'found']);
  await again.end();
});

test('one that does not start any more shuts nobody out', async () => {
  await session(true);
  const [left] = engine.containers.values();
  if (left === undefined) throw new Error('nothing is kept');
  Object.assign(left, { state: 'exited', isBroken: true });
  expect(await session(true)).toEqual(['mcp-2 created']);
  expect(await session(true)).toEqual(['mcp-2 found']);
});

test('one that was named and kept is for those who name it', async () => {
  await (await hold('mcp-2', true)).end();
  await (await hold('work', true)).end();
  expect(await session(true, true)).toEqual(['mcp created', 'mcp-3 created']);
  expect(there()).toEqual(['deskhand-mcp', 'deskhand-mcp-2', 'deskhand-mcp-3', 'deskhand-work']);
});
