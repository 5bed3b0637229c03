import { createContext, Script } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { callExpression, KIT, PAGE_SOURCE } from '../../../../src/browser/page/source.ts';

interface Source {
  readonly PAGE_SOURCE: string;
  readonly callExpression: typeof callExpression;
}

/** A page with as much DOM as `facts` and `hasText` use. */
function page(text: string) {
  const node = (nodeType: number, rest: object) => ({ nodeType, childNodes: [], shadowRoot: null, ...rest });
  const body = node(1, { localName: 'body' });
  const words = text.split('|').map((data) => node(3, { data, parentNode: body }));
  const screen = { width: 1280, height: 800 };
  const window = {
    innerWidth: 1280,
    innerHeight: 713,
    outerWidth: 1280,
    outerHeight: 800,
    screenX: 0,
    screenY: 0,
    scrollX: 3.4,
    scrollY: 0,
    devicePixelRatio: 1,
    screen,
    visualViewport: null,
    getComputedStyle: () => ({ display: 'block', visibility: 'visible', contentVisibility: 'visible' }),
  };
  const document = {
    title: 'T',
    URL: 'http://a.test/',
    readyState: 'complete',
    visibilityState: 'visible',
    scrollingElement: null,
    documentElement: null,
    body: { ...body, childNodes: words },
    hasFocus: () => true,
  };
  return createContext({ window, document, crypto });
}

function run(source: Source, text: string): readonly unknown[] {
  const context = page(text);
  const call = (expression: string): unknown => new Script(expression).runInContext(context);
  call(source.PAGE_SOURCE);
  return [
    call(source.callExpression('facts', [])),
    call(source.callExpression('hasText', ['two words'])),
    call(source.callExpression('hasText', ['three'])),
  ];
}

const EXPECTED = [expect.objectContaining({ url: 'http://a.test/', scrollX: 3, focused: true }), true, false];

test.each([false, true])(
  'the page functions run from their own source once bundled (minified: %s)',
  async (minify) => {
    const bundled = await build({
      entryPoints: [new URL('../../../../src/browser/page/source.ts', import.meta.url).pathname],
      bundle: true,
      minify,
      format: 'esm',
      target: 'node24',
      write: false,
    });
    const code = bundled.outputFiles[0]?.text ?? '';
    const source = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Source;
    expect(run(source, 'Just two\n |  words')).toEqual(EXPECTED);
  },
);

test('a second run of the script keeps what the first has made', () => {
  const context = page('');
  const first: unknown = new Script(`${PAGE_SOURCE}\n${KIT}`).runInContext(context);
  expect(new Script(`${PAGE_SOURCE}\n${KIT}`).runInContext(context)).toBe(first);
});

test('arguments cross over as JSON, whatever they hold', () => {
  const expression = callExpression('hasText', ['a"b\n`${x}`']);
  expect(expression).toBe(`${KIT}.call("hasText", ["a\\"b\\n\`\${x}\`"])`);
});
