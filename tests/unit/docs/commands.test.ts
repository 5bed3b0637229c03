import { describe, expect, test } from 'vitest';
import { wrongCommands } from './support/commands.ts';
import { documents } from './support/documents.ts';
import { shellCommands } from './support/shell-words.ts';

const SHELLS = new Set(['sh', 'bash', 'console', 'shell']);
const STARTS =
  /^(deskhand\s|npx deskhand\s|npm (run|start|test)|docker (run|compose)|node scripts\/|sh scripts\/)/;

describe('every command of the docs can be typed as it stands', () => {
  test.each(documents().map((document) => [document.path, document] as const))('%s', async (_, document) => {
    const blocks = document.blocks.filter(({ language }) => SHELLS.has(language)).map(({ code }) => code);
    const spans = document.spans.filter((span) => STARTS.test(span));
    const wrong = await Promise.all([
      ...blocks.map((code) => wrongCommands(code)),
      ...spans.map(wrongMentions),
    ]);
    expect(wrong.flat()).toEqual([]);
  });
});

/** Within a line a command may be named without all that it needs: `deskhand run --resume`. */
async function wrongMentions(span: string): Promise<readonly string[]> {
  const wrong = await wrongCommands(span);
  return wrong.filter((problem) => !/: (\S+ is missing:|--\S+ needs a value:|no command$)/.test(problem));
}

describe('a wrong command is told', () => {
  test.each([
    ['deskhand upp', 'no command upp'],
    ['npx deskhand up --no-such-flag', 'There is no flag --no-such-flag.'],
    ['npm run -s deskhand -- run "a b" c', '"c" is one word too many.'],
    ['deskhand do clack', 'no action clack'],
    ['deskhand do click z=1', 'click has no parameter z'],
    ['npm run nothing', 'package.json has no script nothing'],
    ['node scripts/none.ts', 'there is no scripts/none.ts'],
    ['docker run --rm deskhand:local dance', 'the image has no command dance'],
    ['docker compose --profile none up', 'docker-compose.yml has no profile none'],
    ['frobnicate', 'the docs call a program that is not known to be there'],
  ])('%s', async (line, problem) => {
    expect(await wrongCommands(`A=1 ${line} > out 2>&1 | jq . # comment`)).toEqual([
      expect.stringContaining(`: ${problem}`),
    ]);
  });

  test('and right ones are not', async () => {
    const code = `XAI_API_KEY=… npm start -- "any task"\ndeskhand cost [--since DAY] --by day|model && \\\n  deskhand ps --json`;
    expect(await wrongCommands(code)).toEqual([]);
  });
});

test('shell is taken apart as a shell would', () => {
  expect(shellCommands(`$ A=1 run --x="a b" 'c d' | tee x > out 2>&1 # no\n# only a comment\nlast`)).toEqual([
    { variables: ['A'], words: ['run', '--x=a b', 'c d'] },
    { variables: [], words: ['tee', 'x'] },
    { variables: [], words: ['last'] },
  ]);
});
