import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandOf, listApplications, parseEntry } from '../../../../src/actions/system/applications.ts';

const entry = (lines: string) => `# a comment\n[Desktop Entry]\nType=Application\n${lines}\n`;

describe('desktop entries', () => {
  test('an application is read from its main group only', () => {
    const text = `${entry('Name=Editor\nExec = edit %U')}[Desktop Action new]\nName=New\nExec=edit --new\n`;
    expect(parseEntry('edit', text)).toEqual({
      id: 'edit',
      name: 'Editor',
      exec: 'edit %U',
      terminal: false,
    });
  });

  test.each([
    ['hidden', entry('Name=X\nExec=x\nHidden=true')],
    ['not shown', entry('Name=X\nExec=x\nNoDisplay=true')],
    ['without a command', entry('Name=X')],
    ['a link', '[Desktop Entry]\nType=Link\nName=X\nExec=x\n'],
  ])('one that is %s is left out', (_, text) => {
    expect(parseEntry('x', text)).toBeUndefined();
  });

  test('a folder is listed by id, and one that is not there holds none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'deskhand-applications-'));
    try {
      await writeFile(join(folder, 'b.desktop'), entry('Name=B\nExec=b'));
      await writeFile(join(folder, 'a.desktop'), entry('Name=A\nExec=a'));
      await writeFile(join(folder, 'mimeinfo.cache'), 'x');
      expect((await listApplications(folder)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect(await listApplications(join(folder, 'none'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('commands', () => {
  const command = (exec: string, target?: string) =>
    commandOf({ id: 'x', name: 'The App', exec, terminal: false }, target);

  test.each([
    ['edit %U', undefined, ['edit']],
    ['edit %U', 'a b.txt', ['edit', 'a b.txt']],
    [
      '"/opt/my app/run" --name %c %i --rate=5%% %f',
      '/tmp/x',
      ['/opt/my app/run', '--name', 'The App', '--rate=5%', '/tmp/x'],
    ],
    ['"say \\"hi\\""', undefined, ['say "hi"']],
  ])('%s with %s', (exec, target, expected) => {
    expect(command(exec, target)).toEqual(expected);
  });

  test('an application that opens no files has no command for one', () => {
    expect(command('clock', '/tmp/x')).toBeUndefined();
  });
});
