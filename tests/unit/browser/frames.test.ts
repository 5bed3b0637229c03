import { describe, expect, test } from 'vitest';
import { gather } from '../../../src/browser/frames.ts';
import type { RawElement, RawView } from '../../../src/browser/page/collect.ts';
import type { Tab } from '../../../src/browser/tab.ts';

const EMPTY: RawView = { elements: [], frames: [], omitted: 0, omittedControls: 0, suspects: [] };

const PART = { left: 0, top: 0, right: 300, bottom: 100 };

/** A frame that shows in {@link PART}, moved by `e`. */
const frame = (e = 0) => ({ id: 1, a: 1, b: 0, c: 0, d: 1, e, f: 0, part: PART });

/** A tab whose frames show these views; `has` tells which of them have come. */
function tabOf(viewOf: (frameId: string) => RawView, has: (frameId: string) => boolean = () => true): Tab {
  const send = async (method: string) =>
    method === 'DOM.describeNode' ? { node: { frameId: 'child' } } : undefined;
  return {
    assertAnswers() {},
    worlds: {
      has,
      sessionOf: () => ({ send }),
      evaluate: async () => ({ result: { objectId: 'iframe' } }),
    },
    call: async (frameId: string, name: string) => (name === 'collect' ? viewOf(frameId) : [true]),
  } as unknown as Tab;
}

/** A tab whose main frame shows the top 100 pixels of one iframe, with these contents. */
function tabWith(inner: Partial<RawView>, has?: (frameId: string) => boolean): Tab {
  const outer = { ...EMPTY, omitted: 2, omittedControls: 1, frames: [frame()] };
  return tabOf((frameId) => (frameId === 'child' ? { ...EMPTY, ...inner } : outer), has);
}

function button(top: number): RawElement {
  const part = { left: 0, top, right: 50, bottom: top + 20 };
  return { id: top, role: 'button', name: 'b', states: [], part, widget: true };
}

test('what a frame leaves out beyond its cap is counted also where nothing of what it lists shows', async () => {
  expect(
    await gather(tabWith({ elements: [button(10)], omitted: 40, omittedControls: 30 }), 'main'),
  ).toMatchObject({
    elements: [{ frameId: 'child' }],
    omitted: 42,
    omittedControls: 31,
  });
  expect(
    await gather(tabWith({ elements: [button(500)], omitted: 40, omittedControls: 30 }), 'main'),
  ).toEqual({
    elements: [],
    omitted: 42,
    omittedControls: 31,
    unread: [],
  });
});

describe('where a frame cannot be looked into, its part is told', () => {
  test('because it does not answer', async () => {
    const tab = tabOf((frameId) => {
      if (frameId === 'child') throw new Error('slow');
      return { ...EMPTY, frames: [frame()] };
    });
    expect(await gather(tab, 'main')).toEqual({
      elements: [],
      omitted: 0,
      omittedControls: 0,
      unread: [PART],
    });
  });

  test('because it has not come yet', async () => {
    const tab = tabWith({ elements: [button(10)] }, (frameId) => frameId !== 'child');
    expect(await gather(tab, 'main')).toEqual({
      elements: [],
      omitted: 2,
      omittedControls: 1,
      unread: [PART],
    });
  });

  test('because it lies too deep', async () => {
    const endless = tabOf(() => ({ ...EMPTY, frames: [frame(5)] }));
    // Each of the frames around it moves it by five pixels, and cuts it off.
    expect((await gather(endless, 'main')).unread).toEqual([{ ...PART, left: 25 }]);
  });
});
