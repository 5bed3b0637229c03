import { expect, test } from 'vitest';
import { gather } from '../../../src/browser/frames.ts';
import type { RawElement, RawView } from '../../../src/browser/page/collect.ts';
import type { Tab } from '../../../src/browser/tab.ts';

const EMPTY: RawView = { elements: [], frames: [], omitted: 0, suspects: [] };

/** A tab whose main frame shows the top 100 pixels of one iframe, with these contents. */
function tabWith(inner: Partial<RawView>): Tab {
  const part = { left: 0, top: 0, right: 300, bottom: 100 };
  const outer = { ...EMPTY, omitted: 2, frames: [{ id: 1, a: 1, b: 0, c: 0, d: 1, e: 0, f: 0, part }] };
  const views: Record<string, RawView> = { main: outer, child: { ...EMPTY, ...inner } };
  const send = async (method: string) =>
    method === 'DOM.describeNode' ? { node: { frameId: 'child' } } : undefined;
  return {
    assertAnswers() {},
    worlds: {
      has: () => true,
      sessionOf: () => ({ send }),
      evaluate: async () => ({ result: { objectId: 'iframe' } }),
    },
    call: async (frameId: string, name: string) => (name === 'collect' ? views[frameId] : [true]),
  } as unknown as Tab;
}

function button(top: number): RawElement {
  const part = { left: 0, top, right: 50, bottom: top + 20 };
  return { id: top, role: 'button', name: 'b', states: [], part, widget: true };
}

test('what a frame leaves out beyond its cap is counted also where nothing of what it lists shows', async () => {
  expect(await gather(tabWith({ elements: [button(10)], omitted: 40 }), 'main')).toMatchObject({
    elements: [{ frameId: 'child' }],
    omitted: 42,
  });
  expect(await gather(tabWith({ elements: [button(500)], omitted: 40 }), 'main')).toEqual({
    elements: [],
    omitted: 42,
  });
});
