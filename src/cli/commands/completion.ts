import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import type { Context } from '../context.ts';

export default defineCommand({
  args: {
    shell: {
      type: 'positional',
      required: true,
      valueHint: 'bash|zsh|fish',
      description: 'bash, zsh or fish; "words" is what their scripts call',
    },
  },
  passesOn: true,
  async run(context, { shell }, words) {
    if (shell === 'words') return complete(context, words);
    const { completionScript, isShell, SHELLS } = await import('../completion/scripts.ts');
    if (!isShell(shell))
      throw new DeskhandError('bad_input', `There is no completion for "${shell}".`, {
        hint: `It is one of ${Object.keys(SHELLS).join(', ')}; for example: source <(deskhand completion bash)`,
      });
    const script = await completionScript(shell);
    context.output.result({ shell, script }, script.trimEnd());
  },
});

async function complete(context: Context, words: readonly string[]): Promise<void> {
  const [{ candidates }, { catalogue }, { globalArguments }] = await Promise.all([
    import('../completion/candidates.ts'),
    import('../catalogue.ts'),
    import('../globals.ts'),
  ]);
  const found = await candidates(words, {
    catalogue,
    globals: globalArguments,
    desktops: () => desktopNames(context),
    models: async () => {
      const { loadRegistry } = await import('../../models/registry.ts');
      return loadRegistry().models.map(({ id }) => id);
    },
  });
  const lines = found.words.map(({ value, description }) => `${value}\t${description}`);
  const paths = found.paths === 'none' ? [] : [`:${found.paths}`];
  context.output.result(found, [...lines, ...paths].join('\n'));
}

/** Nothing where no engine answers: completion is no place for errors. */
async function desktopNames(context: Context): Promise<readonly string[]> {
  try {
    const { listDesktops } = await import('../../host/desktops.ts');
    return (await listDesktops(await context.engine())).map(({ name }) => name);
  } catch {
    return [];
  }
}
