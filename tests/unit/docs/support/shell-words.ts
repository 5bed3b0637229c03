/** A simple command of a shell: the variables that it sets, and its words without quotes. */
export interface ShellCommand {
  readonly variables: readonly string[];
  readonly words: readonly string[];
}

const TOKEN = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([|&;]+|\d?[<>]+&?\d*)|(\$\([^)]*\))|([^\s"'|&;<>]+)/gy;
const SEPARATOR = /^[|&;]+$/;

/**
 * The simple commands of a piece of shell, in order: lines continued, comments, prompts and redirections left out, what
 * stands between pipes, `&&` and `;` taken apart. Enough for documentation; it does not expand anything.
 */
export function shellCommands(code: string): readonly ShellCommand[] {
  const joined = code.replaceAll(/\\\n\s*/g, ' ');
  return joined.split('\n').flatMap((line) => commandsOf(line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, '')));
}

function commandsOf(line: string): readonly ShellCommand[] {
  const commands: string[][] = [[]];
  let skipNext = false;
  for (const word of tokens(line)) {
    if (SEPARATOR.test(word)) commands.push([]);
    else if (/^\d?[<>]/.test(word)) skipNext = !/&\d$/.test(word);
    else if (skipNext) skipNext = false;
    else commands.at(-1)?.push(word);
  }
  return commands.filter((words) => words.length > 0).map(withoutVariables);
}

function tokens(line: string): readonly string[] {
  const found: string[] = [];
  let at = 0;
  let end = -1;
  while (at < line.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(line);
    if (match === null) {
      at++;
      continue;
    }
    const [all, double, single, operator, substitution, plain] = match;
    const text = double ?? single ?? operator ?? substitution ?? plain ?? '';
    // `--opt="a b"` is one word.
    const isGlued =
      end === at && operator === undefined && found.length > 0 && !SEPARATOR.test(found.at(-1) ?? '');
    if (isGlued) found.push(`${found.pop() ?? ''}${text}`);
    else found.push(text);
    at += all.length;
    end = at;
  }
  return found;
}

function withoutVariables(words: readonly string[]): ShellCommand {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const count = first === -1 ? words.length : first;
  const variables = words.slice(0, count).map((word) => word.slice(0, word.indexOf('=')));
  return { variables, words: words.slice(count) };
}
