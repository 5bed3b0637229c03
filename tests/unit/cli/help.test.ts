import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { commandHelp, overview } from '../../../src/cli/help.ts';

describe('the help', () => {
  it('lists every command with what it does', async () => {
    const text = await overview('1.2.3', false);
    expect(text).toContain('v1.2.3');
    for (const [name, { description }] of Object.entries(catalogue))
      expect(text).toContain(`${name}    ${description}`);
  });

  it.each(Object.keys(catalogue))('of %s names its own flags and those of all', async (name) => {
    const text = await commandHelp(name, false);
    const command = await catalogue[name]?.load();
    expect(text).toContain(`USAGE deskhand ${name}`);
    for (const [argument, { type }] of Object.entries(command?.args ?? {}))
      expect(text).toContain(type === 'positional' ? argument.toUpperCase() : `--${argument}`);
    expect(text).toContain('--json');
  });

  it('marks only what is required', async () => {
    expect(await commandHelp('task', false)).toMatch(/<ACTION>/);
    expect(await commandHelp('up', false)).toMatch(/\[NAME\]/);
    expect(await commandHelp('exec', false)).toMatch(/\[NAME\] -- PROGRAM/);
  });
});
