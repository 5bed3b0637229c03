import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { GLYPH_PAGE } from './support/glyph-page.ts';
import { decode } from './support/picture.ts';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

async function open(html: string) {
  const url = `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
  const { observation } = await desktop.client.perform({ action: 'goto', url });
  return {
    title: observation?.page?.title,
    picture: await decode((await desktop.client.screenshot({ format: 'png' })).data),
  };
}

test('WebGL draws without Mesa', async () => {
  const { title, picture } =
    await open(`<body style="margin:0"><canvas id=c width=600 height=400></canvas><script>
    const gl = c.getContext('webgl', { preserveDrawingBuffer: true });
    gl.clearColor(0.2, 0.4, 0.6, 1); gl.clear(gl.COLOR_BUFFER_BIT);
    document.title = gl.getParameter(gl.VERSION)</script>`);
  expect(title).toMatch(/^WebGL 1/);
  expect(picture.at(300, 300)).toEqual([51, 102, 153]);
});

test('Latin, Greek, Cyrillic, CJK, Hangul, Arabic, Hebrew and emoji have glyphs', async () => {
  const samples = {
    latin: 'é',
    greek: 'Ω',
    cyrillic: 'Ж',
    chinese: '漢',
    japanese: 'あ',
    korean: '한',
    arabic: 'م',
    hebrew: 'ש',
    emoji: '🙂',
    joined: '👩‍🚀',
  };
  const { title } = await open(GLYPH_PAGE(samples));
  const ink = Object.keys(samples).map(
    (name) => `${name}:${name === 'emoji' || name === 'joined' ? 'colour' : 'ink'}`,
  );
  expect(title).toBe(ink.join(' '));
});

test('an empty desktop’s picture is not flat, so that tools that reject small pictures accept it', async () => {
  await open('<body style="background:white">');
  await desktop.run('scrot', '-o', '/tmp/screenshot.png');
  expect(Number(await desktop.run('stat', '-c', '%s', '/tmp/screenshot.png'))).toBeGreaterThan(1000);
  await desktop.run('sh', '-c', 'rm -f /tmp/screenshot.png; import -window root /tmp/screenshot.png');
  expect(Number(await desktop.run('stat', '-c', '%s', '/tmp/screenshot.png'))).toBeGreaterThan(1000);
});
