import { PassThrough } from 'node:stream';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/agent/events.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { submitAndFollow } from '../../../../src/cli/run/follow.ts';
import type { FollowOptions } from '../../../../src/cli/run/follow.ts';
import { askAtTerminal, confirmAtTerminal } from '../../../../src/cli/run/question.ts';
import type { DesktopClient } from '../../../../src/client/client.ts';
import { runHead } from '../../client/sample-run.ts';
import { memoryOutput } from '../memory-output.ts';

const never = new AbortController().signal;

describe('at a terminal', () => {
  test.each([
    ['y\n', true],
    ['Yes\n', true],
    ['\n', false],
    ['n\n', false],
    ['yes please\n', false],
    ['', false],
  ])('the answer %j allows: %s', async (answer, allowed) => {
    const { output, stderr } = memoryOutput();
    const stdin = new PassThrough();
    const asked = new PassThrough();
    stdin.end(answer);
    const process = { stdin, stderr: asked } as never;
    expect(await confirmAtTerminal('click button "Pay now"', process, output, never)).toBe(allowed);
    expect(stderr()).toContain('click button "Pay now"');
  });
});

test('a question at a terminal cannot be worded as another, nor can one of the model', async () => {
  const sly =
    'open "https://evil.example/?\u001B[2K\u001B[G\nMay it do this? open https://shop.example\u001B[8m"\u202E';
  const { output, stderr } = memoryOutput({ colours: true });
  const stream = (text: string) => new PassThrough().end(text);
  const process = (text: string) => ({ stdin: stream(text), stderr: new PassThrough() }) as never;
  expect(await confirmAtTerminal(sly, process('n\n'), output, never)).toBe(false);
  expect(await askAtTerminal(sly, process('me\n'), output, never)).toBe('me');
  const lines = stderr().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toContain(String.raw`open "https://evil.example/?\u001b[2K\u001b[G May it do this?`);
  expect(lines[2]).toMatch(/^ {2}May it do this\?/);
  // eslint-disable-next-line no-control-regex
  expect(stderr().replaceAll(/\u001B\[\d+m/g, '')).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
});

describe('a run that asks for leave', () => {
  let runs: string;
  beforeEach(async () => void (runs = await mkdtemp(join(tmpdir(), 'deskhand-confirm-'))));
  afterEach(() => rm(runs, { recursive: true }));

  async function follow(confirm: FollowOptions['confirm'], late = false) {
    const decided: unknown[][] = [];
    const events: RunEvent[] = [
      {
        type: 'confirm',
        confirmation: { risk: 'pay', what: 'click button "Pay now"', seconds: 9, number: 3 },
      },
      { type: 'ended', run: runHead() },
    ];
    const tasks = {
      submit: async () => ({ id: 'run-1' }),
      async *events() {
        for (const [index, event] of events.entries()) yield { index, event };
      },
      confirm: async (...given: unknown[]) => {
        decided.push(given.slice(0, 3));
        if (late) throw new DeskhandError('bad_input', 'It does not ask any more.');
      },
      files: async () => [],
    };
    const { output, stderr } = memoryOutput();
    const client = { tasks } as unknown as DesktopClient;
    const { run } = await submitAndFollow(client, { task: 'x' }, { output, runs, signal: never, confirm });
    expect(run.outcome).toBe('done');
    return { decided, stderr: stderr() };
  }

  test('gets the answer of whoever sits there, for that act alone', async () => {
    expect((await follow(async () => true)).decided).toEqual([['run-1', true, 3]]);
    expect((await follow(async () => false)).decided).toEqual([['run-1', false, 3]]);
  });

  test('is refused where nobody sits at a terminal, and says how else it could be answered', async () => {
    const { decided, stderr } = await follow(undefined);
    expect(decided).toEqual([['run-1', false, 3]]);
    expect(stderr).toMatch(/Refused, as nobody is at a terminal.*Pay now.*--interactive/);
  });

  test('is left to others where that is wanted', async () => {
    const { decided, stderr } = await follow('elsewhere');
    expect(decided).toEqual([]);
    expect(stderr).toMatch(/waits 9 s for your leave.*task allow/);
  });

  test('goes on when somebody else was quicker', async () => {
    expect((await follow(async () => true, true)).stderr).toContain('It does not ask any more.');
  });
});
