import { expect, test } from 'vitest';
import { chooseName } from '../../../../src/cli/mcp/choose-name.ts';

const made = (name: string, keeper: string | null) => ({ name, keeper });

test.each([
  ['none is there', [], [], 'mcp'],
  ['the first is held, though not there yet', [], ['mcp'], 'mcp-2'],
  ['the user has made one of that name', [made('mcp', null)], [], 'mcp'],
  ['the user has made it, and another client is on it', [made('mcp', null)], ['mcp'], 'mcp-2'],
  ['another keeper has made the first', [made('mcp', 'theirs')], [], 'mcp-2'],
  ['the user has made one of the second name for another end', [made('mcp-2', null)], ['mcp'], 'mcp-3'],
  ['others have one each', [made('mcp', 'ours'), made('mcp-2', 'ours')], ['mcp', 'mcp-2'], 'mcp-3'],
] as const)('where %s', async (_, desktops, held: readonly string[], name) => {
  expect(await chooseName(desktops, async (each) => held.includes(each))).toBe(name);
});
