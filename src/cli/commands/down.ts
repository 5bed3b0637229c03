import { DeskhandError, toDeskhandError } from '../../base/errors.ts';
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
    if (all) {
      const desktops = await listDesktops(engine);
      await Promise.all(desktops.map(({ id }) => removeDesktop(engine, id)));
      const removed = desktops.map(({ name }) => name);
      if (removed.length === 0) context.output.info('There was nothing to remove.');
      context.output.result({ removed }, removed.join('\n'));
      return 0;
    }
    // One name is as one would expect of it; of several, those that there are go, and the others are told of.
    const found = await Promise.allSettled(names.map((name) => findDesktop(engine, name)));
    const desktops = found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const errors = found.flatMap((each) =>
      each.status === 'rejected' ? [toDeskhandError(each.reason)] : [],
    );
    const [first] = errors;
    if (first !== undefined && desktops.length === 0) throw first;
    await Promise.all([...new Set(desktops.map(({ id }) => id))].map((id) => removeDesktop(engine, id)));
    for (const error of errors) context.output.warn(`${error.message} ${error.hint ?? ''}`.trimEnd());
    const removed = [...new Set(desktops.map(({ name }) => name))];
    context.output.result({ removed, errors: errors.map((error) => error.toJSON()) }, removed.join('\n'));
    return errors.length === 0 ? 0 : 1;
  },
});
