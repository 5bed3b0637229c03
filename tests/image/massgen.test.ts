import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { quoted, runPlainContainer } from './support/as-massgen.ts';
import type { PlainContainer } from './support/as-massgen.ts';
import { RECORDING_PAGE } from './support/recording-page.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';
import { decode } from './support/picture.ts';

/** MassGen sleeps this long after `docker run`, and probes once. */
const AFTER_RUN_MS = 3000;
/** Its Gemini tool sleeps this long after each action. */
const AFTER_ACTION_MS = 1000;

let container: PlainContainer;
let pages: PageServer;

beforeAll(async () => {
  container = await runPlainContainer();
  pages = await startPageServer(container.gateway);
  pages.page('/', RECORDING_PAGE);
  for (const path of ['/second', '/third', '/fourth']) pages.page(path, RECORDING_PAGE);
  await sleep(AFTER_RUN_MS);
});

afterAll(async () => {
  await container?.[Symbol.asyncDispose]();
  await pages?.[Symbol.asyncDispose]();
});

/** Runs a command line and expects that it says nothing and succeeds. */
async function run(...commands: string[]): Promise<void> {
  for (const command of commands) {
    const { exitCode, output } = await container.exec(command);
    expect(`${command} → ${exitCode} ${output.toString()}`).toBe(`${command} → 0 `);
  }
}

/** Gemini's `navigate`, letter by letter as its tool runs it. */
async function navigate(url: string): Promise<void> {
  await run('xdotool key ctrl+l');
  await sleep(500);
  await run(`xdotool type ${quoted(url)}`, 'xdotool key Return');
}

function expectScreenshot(bytes: Buffer): Promise<void> {
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from('\x89PNG', 'latin1'));
  expect(bytes.length).toBeGreaterThanOrEqual(1000);
  return decode(bytes).then(({ width, height }) => expect([width, height]).toEqual([1280, 800]));
}

/** The Gemini and UI-TARS tools' way to take a screenshot. */
async function geminiScreenshot(command = 'scrot /tmp/screenshot.png'): Promise<Buffer> {
  expect((await container.execPlain('rm -f /tmp/screenshot.png')).exitCode).toBe(0);
  await run(command);
  expect((await container.execPlain('ls -lh /tmp/screenshot.png')).exitCode).toBe(0);
  return (await container.execPlain('cat /tmp/screenshot.png')).output;
}

test('three seconds after docker run the probe succeeds, and the first screenshots pass', async () => {
  expect((await container.exec('xdotool getmouselocation')).exitCode).toBe(0);
  await expectScreenshot(await geminiScreenshot());
  await expectScreenshot(await geminiScreenshot('import -window root /tmp/screenshot.png'));
});

test('the OpenAI and Claude tools get their screenshot through the archive API', async () => {
  await run('scrot -o /tmp/screenshot.png', 'scrot -o /tmp/screenshot.png');
  const tar = await container.archive('/tmp/screenshot.png');
  expect(tar.subarray(0, 14).toString()).toBe('screenshot.png');
  const size = Number.parseInt(tar.subarray(124, 135).toString(), 8);
  await expectScreenshot(tar.subarray(512, 512 + size));
});

test('a browser is open, and `firefox &` brings one whose address bar takes an address', async () => {
  await navigate(`${pages.url}/`);
  await pages.event(({ type }) => type === 'shown', 'the page');
  pages.clear();
  // UI-TARS: detached, argv ["firefox", "&"], then 3 s.
  await run('firefox &');
  await sleep(3000);
  await navigate(`${pages.url}/second`);
  await pages.event(({ path }) => path === '/second', 'the second page');
});

describe('with a page that records', () => {
  beforeAll(async () => {
    pages.clear();
    await navigate(`${pages.url}/`);
    await pages.event(({ type }) => type === 'shown', 'the page');
  });

  // The page ends where the screen does, so its fixed parts lie where their distance from the bottom says.
  beforeEach(async () => {
    pages.clear();
    await run('xdotool mousemove 300 230 click 1', 'xdotool key ctrl+a', 'xdotool key BackSpace');
    await pages.event(({ type, key }) => type === 'keyup' && key === 'Backspace', 'an empty field');
    pages.clear();
  });

  test.each([
    ['xdotool click 1', { type: 'click', count: 1, x: 700, y: 720 }],
    ['xdotool click 2', { type: 'aux', button: 1, x: 700, y: 720 }],
    ['xdotool click 3', { type: 'aux', button: 2, x: 700, y: 720 }],
    ['xdotool click --repeat 2 1', { type: 'click', count: 2, x: 700, y: 720 }],
    ['xdotool click --repeat 3 1', { type: 'click', count: 3, x: 700, y: 720 }],
  ])('OpenAI and Claude: %s', async (command, expected) => {
    await run('xdotool mousemove 700 720', command);
    const seen = await pages.event(
      ({ type, count }) => type === expected.type && (!('count' in expected) || count === expected.count),
      command,
    );
    expect(seen).toMatchObject(expected);
  });

  test.each([
    ['xdotool mousemove 700 720 click 1', { type: 'click', count: 1 }],
    ['xdotool mousemove 700 720 click --repeat 2 1', { type: 'click', count: 2 }],
    ['xdotool mousemove 700 720 click 3', { type: 'aux', button: 2 }],
  ])('Gemini and UI-TARS: %s', async (command, expected) => {
    await run(command);
    const seen = await pages.event(
      ({ type, count }) => type === expected.type && (!('count' in expected) || count === expected.count),
      command,
    );
    expect(seen).toMatchObject({ ...expected, x: 700, y: 720 });
  });

  test('turns of the wheel, one exec a notch or three in one', async () => {
    await run(
      'xdotool mousemove 700 720',
      'xdotool click 5',
      'xdotool click 5',
      'xdotool click 5 click 5 click 5',
    );
    await pages.event(({ type, y }) => type === 'scroll' && Number(y) >= 400, 'scrolling down');
    await run('xdotool click 4', 'xdotool click 4 click 4 click 4');
    await pages.event(({ type }) => type === 'scroll', 'scrolling up');
  });

  test('Page keys and keys in a row', async () => {
    await run(
      'xdotool key Page_Down',
      'xdotool key Page_Up',
      'xdotool key Left Left Left',
      'xdotool key Right Right Right',
    );
    await expect
      .poll(() => pages.events.filter(({ type }) => type === 'key').map(({ key }) => key))
      .toEqual(['PageDown', 'PageUp', ...Array(3).fill('ArrowLeft'), ...Array(3).fill('ArrowRight')]);
  });

  test.each([
    ['Return', 'Enter'],
    ['Enter', 'Enter'],
    ['ENTER', 'Enter'],
    ['space', ' '],
    ['Space', ' '],
    ['Tab', 'Tab'],
    ['BackSpace', 'Backspace'],
    ['Backspace', 'Backspace'],
    ['Delete', 'Delete'],
    ['Escape', 'Escape'],
    ['Esc', 'Escape'],
    ['PageDown', 'PageDown'],
    ['ArrowLeft', 'ArrowLeft'],
    ['ctrl+a', 'a'],
    ['Control+a', 'a'],
    ['CTRL+A', 'a'],
    ['Meta+a', 'a'],
  ])('xdotool key %s reaches the page as "%s"', async (name, key) => {
    await run(`xdotool key ${name}`);
    await pages.event(({ type, key: seen }) => type === 'key' && seen === key, name);
  });

  test('a held key is held until it is released', async () => {
    await run('xdotool keydown Shift');
    await pages.event(({ type, key }) => type === 'key' && key === 'Shift', 'Shift');
    expect(pages.events.some(({ type }) => type === 'keyup')).toBe(false);
    await run('xdotool keyup Shift');
    await pages.event(({ type, key }) => type === 'keyup' && key === 'Shift', 'the release');
  });

  test.each(['-5 apples', "It's 5 o'clock", 'Crème brûlée, Zoë & señor', 'a "quoted" $HOME `x` \\ *'])(
    'xdotool type %s',
    async (text) => {
      await run(`xdotool type ${quoted(text)}`);
      await pages.event(({ value }) => value === text, text);
    },
  );

  test.each([
    // Anthropic's demo, E2B, and what else is found in the wild.
    ['xdotool type --delay 12 --', 'É'],
    ['xdotool type --delay 75 --', '-5 °C, 山田 🙂'],
    ['xdotool type --delay=20', "l'été"],
    ['xdotool type --clearmodifiers --delay 20 --', 'Zoë paid 12 €'],
    ['xdotool type --args 1', 'שלום עולם'],
    ['xdotool type --clearmodifiers', 'plain'],
    ['xdotool type --delay 1 --', '-5 apples'],
  ])('%s %s', async (command, text) => {
    await run(`${command} ${quoted(text)}`);
    await pages.event(({ value }) => value === text, text);
  });

  test('type_text_at clears the field first and presses Enter', async () => {
    await run("xdotool type 'old'");
    await run('xdotool mousemove 300 230 click 1', 'xdotool key ctrl+a', 'xdotool key BackSpace');
    await run("xdotool type 'new'", 'xdotool key Return');
    await pages.event(({ value }) => value === 'new\n', 'the new text');
  });

  test('drags in one command (Gemini) and in steps (Claude)', async () => {
    const [from, to] = ['250 450', '500 550'];
    await run(`xdotool mousemove ${from} mousedown 1 mousemove ${to} mouseup 1`);
    const expected = { from: { x: 250, y: 450 }, to: { x: 500, y: 550 } };
    expect(await pages.event(({ type }) => type === 'drag', 'a drag')).toMatchObject(expected);
    pages.clear();
    await run(
      `xdotool mousemove ${from}`,
      'xdotool mousedown 1',
      `xdotool mousemove ${to}`,
      'xdotool mouseup 1',
    );
    expect(await pages.event(({ type }) => type === 'drag', 'a drag')).toMatchObject(expected);
  });

  test('back and forward by the keyboard', async () => {
    // Neither address begins with the other, as the address bar would complete the shorter one; and neither is the one
    // that is open, which would not make a new entry of the history.
    for (const path of ['/third', '/fourth']) {
      pages.clear();
      await navigate(pages.url + path);
      await pages.event((event) => event['path'] === path, `the page ${path}`);
      await sleep(AFTER_ACTION_MS);
    }
    pages.clear();
    await run('xdotool key alt+Left');
    await pages.event(({ path }) => path === '/third', 'the page before');
    await sleep(AFTER_ACTION_MS);
    pages.clear();
    await run('xdotool key alt+Right');
    await pages.event(({ path }) => path === '/fourth', 'the page after');
  });

  test("Claude's bash tool runs in a shell with the display", async () => {
    const { exitCode, output } = await container.exec("bash -c 'echo hi; xdotool getdisplaygeometry'");
    expect([exitCode, output.toString()]).toEqual([0, 'hi\n1280 800\n']);
  });
});

test('after docker stop and start a screenshot works at once, and the browser soon after', async () => {
  await container.stop();
  await container.start();
  await expectScreenshot(await geminiScreenshot());
  await container.stop();
  await container.start();
  expect((await container.exec('xdotool getmouselocation')).exitCode).toBe(0);
  await sleep(2000);
  pages.clear();
  await navigate(`${pages.url}/`);
  await pages.event(({ type }) => type === 'shown', 'the page');
});

test('x11vnc can be started by hand, seen and stopped, as the viewer script does', async () => {
  const viewer = 'x11vnc -display :99 -forever -shared -rfbport 5901 -nopw -bg -q -o /dev/null';
  expect((await container.exec(viewer)).exitCode).toBe(0);
  expect((await container.execPlain('ps aux')).output.toString()).toContain('-rfbport 5901');
  const pids = async () => (await container.execPlain('pgrep -x x11vnc')).output.toString();
  expect(await pids()).not.toBe('');
  expect((await container.execPlain('pkill x11vnc')).exitCode).toBe(0);
  await expect.poll(pids).toBe('');
  // What it showed is still there, and can be shown again.
  expect((await container.exec(viewer)).exitCode).toBe(0);
  await expect.poll(pids).not.toBe('');
});
