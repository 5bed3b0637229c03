import { describe, expect, test } from 'vitest';
import { chooseName, isForAnyone, keptMark } from '../../../../src/cli/mcp/choose-name.ts';

const users = (name: string) => ({ name, keeper: null, keptBy: null });
const made = (name: string, keeper: string) => ({ name, keeper, keptBy: null });
const kept = (name: string, keptBy = 'ours') => ({ name, keeper: null, keptBy });

test.each([
  ['none is there', [], [], 'mcp'],
  ['the first is held, though not there yet', [], ['mcp'], 'mcp-2'],
  ['the user has made one of that name', [users('mcp')], [], 'mcp'],
  ['the user has made it, and another client is on it', [users('mcp')], ['mcp'], 'mcp-2'],
  ['another keeper has made the first', [made('mcp', 'theirs')], [], 'mcp-2'],
  ['the user has made one of the second name for another end', [users('mcp-2')], ['mcp'], 'mcp-3'],
  ['others have one each', [made('mcp', 'ours'), made('mcp-2', 'ours')], ['mcp', 'mcp-2'], 'mcp-3'],
  ['two are kept, and nobody is on them', [kept('mcp'), kept('mcp-2')], [], 'mcp'],
  ['two are kept, and another client is on the first', [kept('mcp'), kept('mcp-2')], ['mcp'], 'mcp-2'],
  ['two are kept, and other clients are on both', [kept('mcp'), kept('mcp-2')], ['mcp', 'mcp-2'], 'mcp-3'],
  ['a later one is kept, and the first is not there', [kept('mcp-3')], [], 'mcp-3'],
  ['one is kept by those whose holders cannot be seen', [kept('mcp', 'theirs')], [], 'mcp-2'],
] as const)('where %s', async (_, desktops, held: readonly string[], name) => {
  expect(await chooseName(desktops, 'ours', async (each) => held.includes(each))).toBe(name);
});

describe('a name is for anyone', () => {
  test.each([
    ['that is not there', [made('mcp-2', 'ours')], true],
    ['that the user has made', [users('mcp')], true],
    ['that is kept', [kept('mcp')], true],
    ['but not of one that goes with its last holder', [made('mcp', 'ours')], false],
    ['but not of one that others keep', [kept('mcp', 'theirs')], false],
  ] as const)('%s', (_, desktops, expected) => {
    expect(isForAnyone(desktops, 'mcp', 'ours')).toBe(expected);
  });
});

test('what is kept is for clients that would make the same', () => {
  const config = { image: 'deskhand:local' };
  const mark = keptMark('ours', { config, env: { A: '1', B: '2' } });
  expect(keptMark('ours', { config, env: { B: '2', A: '1' } })).toBe(mark);
  expect(keptMark('theirs', { config, env: { A: '1', B: '2' } })).not.toBe(mark);
  for (const other of [
    { config, env: { ALLOWED_PRIVATE_HOSTS: '*' } },
    { config: { image: 'other' }, env: { A: '1', B: '2' } },
    { config: { ...config, resolution: { width: 1024, height: 768 } }, env: { A: '1', B: '2' } },
  ])
    expect(keptMark('ours', other)).not.toBe(mark);
});
