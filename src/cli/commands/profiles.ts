import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { formatTable } from '../table.ts';

/** `profiles` lists, `profiles remove NAME …` removes. */
export default defineCommand({
  args: {
    what: {
      type: 'positional',
      valueHint: 'remove',
      description: '"remove" removes; left out, all are listed',
    },
    name: { type: 'positional', multiple: true, description: 'Names of profiles' },
  },
  async run(context, { what, name: names }) {
    const { output } = context;
    const { listProfiles, removeProfiles } = await import('../../host/profiles.ts');
    if (what === undefined) {
      const profiles = await listProfiles(await context.engine());
      if (profiles.length === 0)
        output.info('There are no profiles; `deskhand up --profile NAME` makes one.');
      const rows = profiles.map(({ name, created, desktops }) => [
        name,
        created ?? '–',
        desktops.join(', ') || '–',
      ]);
      const table = formatTable(['PROFILE', 'CREATED', 'DESKTOPS'], rows, output.paint);
      return output.result(profiles, profiles.length === 0 ? '' : table);
    }
    if (what !== 'remove' || names.length === 0) {
      throw new DeskhandError(
        'bad_input',
        what === 'remove' ? 'Say which profiles to remove.' : `There is no "profiles ${what}".`,
        { hint: '`deskhand profiles` lists them; `deskhand profiles remove NAME` removes one.' },
      );
    }
    await removeProfiles(await context.engine(), names);
    output.result({ removed: names }, names.join('\n'));
  },
});
