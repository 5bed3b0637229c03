import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';

export default defineCommand({
  args: {
    name: { type: 'positional', multiple: true, description: 'Names of desktops' },
    all: { type: 'boolean', description: 'Remove every desktop' },
  },
  async run(context, { name: names, all }) {
    if (all === names.length > 0)
      throw new DeskhandError('bad_input', 'Say which desktops to remove: names, or --all.', {
        hint: '`deskhand ps` lists them.',
      });
    const { findDesktop, listDesktops, removeDesktop } = await import('../../host/desktops.ts');
    const engine = await context.engine();
    // All names are looked up before anything is removed.
    const desktops = all
      ? await listDesktops(engine)
      : await Promise.all(names.map((name) => findDesktop(engine, name)));
    await Promise.all(desktops.map(({ id }) => removeDesktop(engine, id)));
    const removed = desktops.map(({ name }) => name);
    if (removed.length === 0) context.output.info('There was nothing to remove.');
    context.output.result({ removed }, removed.join('\n'));
  },
});
