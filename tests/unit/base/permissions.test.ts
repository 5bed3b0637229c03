import { describe, expect, test } from 'vitest';
import { createTable } from '../../../src/actions/table.ts';
import { parsePermissions, splitPermissions } from '../../../src/base/permissions.ts';

const actions = createTable().describe();
const granted = (...names: string[]) =>
  actions.filter(parsePermissions(names, actions)).map(({ name }) => name);

test('a kind grants its actions and no others', () => {
  const names = granted('read');
  expect(names).toContain('screenshot');
  expect(names).not.toContain('click');
  expect(names).not.toContain('goto');
});

test('an action’s name grants that one', () => {
  const names = granted('scroll', 'screenshot');
  expect(names).toEqual(expect.arrayContaining(['scroll', 'screenshot', 'done']));
  expect(names).not.toContain('click');
});

describe('what is not a permission', () => {
  test.each([[['raed']], [['read', 'clik']], [['Read']], [['*']], [['all']], [['']], [[]]])(
    '%j is an error and grants nothing',
    (list) => {
      expect(() => parsePermissions(list, actions)).toThrow(
        expect.objectContaining({ code: 'bad_input', hint: expect.any(String) as string }) as Error,
      );
    },
  );

  test('is answered with the nearest one', () => {
    expect(() => parsePermissions(['raed'], actions)).toThrow(
      expect.objectContaining({ hint: 'Did you mean "read"?' }) as Error,
    );
  });
});

test('a list is cut at commas and white space', () => {
  expect(splitPermissions(' read, click\tgoto ')).toEqual(['read', 'click', 'goto']);
});
