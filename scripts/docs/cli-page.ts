import { catalogue } from '../../src/cli/catalogue.ts';
import type { Argument, Arguments, Command } from '../../src/cli/command.ts';
import { globalArguments } from '../../src/cli/globals.ts';
import { code, table } from './markdown.ts';

/** The reference of the host CLI: every command with its arguments, from the declarations that parse them. */
export async function cliPage(): Promise<string> {
  const commands = await Promise.all(
    Object.entries(catalogue).map(async ([name, { description, load }]) =>
      section(name, description, await load()),
    ),
  );
  return `# CLI reference

Every command of \`deskhand\` with its arguments. In a clone it is \`npm run -s deskhand --\` and the same words.
Results go to stdout, everything else to stderr; what is set in [the configuration](configuration.md) need not be a flag.

## Every command

${flags(globalArguments)}
| exit code | means |
|---|---|
| 0 | done |
| 1 | it ran and failed |
| 2 | usage: a flag, a file or a value is wrong |
| 3 | the environment is not ready: no engine, no image, no key |
| 4 | a limit was reached: dollars, steps or time |
| 124 | a command ran out of time |
| 130, 143 | interrupted, terminated |

\`exec\` passes the exit code of its program on.

${commands.join('\n')}`;
}

function section(name: string, description: string, { args, passesOn }: Command): string {
  const positionals = Object.entries(args).filter(([, { type }]) => type === 'positional');
  const words = positionals.map(([word, argument]) => placeholder(word, argument));
  const usage = ['deskhand', name, ...words, ...(passesOn === true ? ['-- PROGRAM [ARGUMENTS…]'] : [])];
  const rows = positionals.map(([word, { description: text = '' }]) => [code(word.toUpperCase()), text]);
  return [
    `## ${name}\n`,
    `${description}.\n`,
    `\`\`\`text\n${usage.join(' ')}\n\`\`\`\n`,
    table(['argument', 'meaning'], rows),
    flags(args),
  ].join('\n');
}

function placeholder(name: string, argument: Argument): string {
  const word = `${name.toUpperCase()}${argument.multiple === true ? '…' : ''}`;
  return argument.required === true ? word : `[${word}]`;
}

function flags(args: Arguments): string {
  const rows = Object.entries(args)
    .filter(([, { type }]) => type !== 'positional')
    .map(([name, flag]) => {
      const short = 'alias' in flag && typeof flag.alias === 'string' ? `, ${code(`-${flag.alias}`)}` : '';
      const value = flag.valueHint === undefined ? '' : ` ${flag.valueHint}`;
      return [`${code(`--${name}${value}`)}${short}`, flag.description ?? ''];
    });
  return table(['flag', 'meaning'], rows);
}
