import { describe, expect, test } from 'vitest';
import { wrongCommands } from './support/commands.ts';
import { documents } from './support/documents.ts';
import { headerCommands } from './support/headers.ts';
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

describe('every command in the first comment of an example can be typed as it stands', () => {
  const found = headerCommands();
  test('they are found', () => {
    expect(Object.fromEntries(found)['docker-compose.yml']).toHaveLength(8);
    expect(found.length).toBeGreaterThan(12);
  });

  test.each(found)('%s', async (_, commands) => {
    expect((await Promise.all(commands.map(wrongMentions))).flat()).toEqual([]);
  });
});

/** The page of usage lines is written from what the CLI declares (generated.test.ts). */
const written = documents().filter(({ path }) => path !== 'docs/cli.md');

test.each(written.map(({ path, blocks }) => [path, blocks] as const))(
  '%s hides no command in a block of another language, or of none',
  (_, blocks) => {
    expect(blocks.filter(({ language }) => language === '')).toEqual([]);
    const others = blocks.filter(({ language }) => !SHELLS.has(language));
    expect(others.filter(({ code }) => code.split('\n').some((line) => STARTS.test(line)))).toEqual([]);
  },
);

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
    ['docker compose up --wait none', 'docker-compose.yml has no service none'],
    ['docker compose up --scale none=2 several', 'docker-compose.yml has no service none'],
    ['docker compose run --rm none run "x"', 'docker-compose.yml has no service none'],
    ['docker compose up --attend', "Unknown option '--attend'"],
    ['docker compose upp', 'docker compose has no command upp'],
    ['massgen --config examples/none.yaml', 'there is no examples/none.yaml'],
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
