import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { deskhand, projectFolder } from './support/cli.ts';

const docker = new Docker();

let state: string;
beforeAll(async () => void (state = await mkdtemp(join(tmpdir(), 'deskhand-state-'))));
afterAll(async () => {
  for (const { Id } of [...(await made()), ...(await keptHere())])
    await docker.getContainer(Id).remove({ force: true, v: true });
  await rm(state, { recursive: true, force: true });
});

/** What `deskhand mcp` has made here: it goes by the folder that it keeps its leases in. */
const made = async () => labelled(`io.deskhand.mcp=${await keeper()}`);

/** What was kept here by clients that named none; how it was made stands behind the keeper. */
async function keptHere() {
  const [label, ours] = ['io.deskhand.mcp.kept', `${await keeper()} `];
  return (await labelled(label)).filter(({ Labels }) => Labels[label]?.startsWith(ours) === true);
}

const keeper = () => readFile(join(state, 'deskhand/mcp/keeper'), 'utf8').catch(() => 'nobody');

function labelled(label: string) {
  return docker.listContainers({ all: true, filters: { label: [label] } });
}

const named = (name: string) => labelled(`io.deskhand.desktop=${name}`).then((found) => found.length);

/** `deskhand mcp` in a process of its own, with the official client at its other end. */
async function connect(...args: readonly string[]) {
  const { PATH = '', HOME = '', DOCKER_HOST } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['src/cli/main.ts', 'mcp', ...args, '--image', inject('image')],
    cwd: projectFolder,
    env: { PATH, HOME, XDG_STATE_HOME: state, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport, { timeout: 90_000 });
  const killed = async () => {
    process.kill(transport.pid ?? 0, 'SIGKILL');
    await expect.poll(() => transport.pid).toBeNull();
  };
  const works = async () => {
    const answer = await client.callTool({ name: 'computer_windows', arguments: {} });
    expect(answer).not.toMatchObject({ isError: true });
  };
  return { works, killed, close: () => client.close() };
}

describe('a desktop that several clients name', () => {
  test('stays when the one that made it ends, and goes with the last', async () => {
    const name = `shared-${inject('run')}`;
    // At the same time: one of them makes it.
    const [first, second] = await Promise.all([connect(name), connect(name)]);
    expect(await named(name)).toBe(1);
    await first.close();
    await second.works();
    const third = await connect(name);
    await second.close();
    await third.works();
    expect(await named(name)).toBe(1);
    await third.close();
    await expect.poll(() => named(name)).toBe(0);
  }, 180_000);

  test('stays when the one that made it is killed, and still goes with the last', async () => {
    const name = `killed-${inject('run')}`;
    const first = await connect(name);
    const second = await connect(name);
    await first.killed();
    await second.works();
    expect(await named(name)).toBe(1);
    await second.close();
    await expect.poll(() => named(name)).toBe(0);
  }, 180_000);

  test('goes when the last two end at the same time', async () => {
    const name = `both-${inject('run')}`;
    const both = await Promise.all([connect(name), connect(name)]);
    await Promise.all(both.map((each) => each.close()));
    await expect.poll(() => named(name)).toBe(0);
  }, 180_000);

  test('and that all of them have left by being killed is taken over by the next one, and goes with it', async () => {
    const name = `left-${inject('run')}`;
    await (await connect(name)).killed();
    const [before] = await labelled(`io.deskhand.desktop=${name}`);
    const next = await connect(name);
    expect((await labelled(`io.deskhand.desktop=${name}`)).map(({ Id }) => Id)).toEqual([before?.Id]);
    await next.works();
    await next.close();
    await expect.poll(() => named(name)).toBe(0);
  }, 180_000);
});

test('clients that name none get a desktop each; what a killed one has left goes when the next one comes', async () => {
  const first = await connect();
  const second = await connect();
  const [one, other] = await made();
  expect(one?.Labels['io.deskhand.desktop']).not.toBe(other?.Labels['io.deskhand.desktop']);
  await first.killed();
  await second.works();
  expect(await made()).toHaveLength(2);
  await second.close();
  await expect.poll(async () => (await made()).length).toBe(1);
  const left = (await made())[0]?.Id;
  const third = await connect();
  const now = await made();
  expect(now).toHaveLength(1);
  expect(now[0]?.Id).not.toBe(left);
  await third.works();
  await third.close();
  await expect.poll(made).toEqual([]);
}, 180_000);

test('a desktop of deskhand up, and one that was made to be kept, stay', async () => {
  const kept = `kept-${inject('run')}`;
  const own = `own-${inject('run')}`;
  try {
    expect((await deskhand(['up', own, '--image', inject('image')])).exitCode).toBe(0);
    for (const args of [[own], [kept, '--keep'], [kept]]) {
      const client = await connect(...args);
      await client.works();
      await client.close();
    }
    // Whoever ends after these has looked at what is to be removed.
    const last = await connect();
    await last.close();
    await expect.poll(made).toEqual([]);
    expect([await named(own), await named(kept)]).toEqual([1, 1]);
  } finally {
    await deskhand(['down', own, kept]);
  }
}, 180_000);

test('clients that name none and keep theirs take in the next session what they have left in the last', async () => {
  const session = async () => {
    for (const client of await Promise.all([connect('--keep'), connect('--keep')])) {
      await client.works();
      await client.close();
    }
    return (await keptHere()).map(({ Id }) => Id).sort();
  };
  const left = await session();
  expect(left).toHaveLength(2);
  expect(await session()).toEqual(left);
}, 180_000);
