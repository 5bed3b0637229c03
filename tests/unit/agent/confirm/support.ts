import type { Observation } from '../../../../src/actions/observation.ts';
import { risksOf } from '../../../../src/agent/confirm/classify.ts';
import type { Surroundings } from '../../../../src/agent/confirm/surroundings.ts';
import type { PageElement } from '../../../../src/browser/browser.ts';

/** Where the first element of a {@link screen} lies. */
export const BOX = { x: 0, y: 0, width: 100, height: 20 };

/** A screen with these elements, one below the other, 30 pixels each. */
export function screen(
  elements: readonly Partial<PageElement>[] = [],
  more: Partial<Observation> = {},
): Surroundings {
  const seen = {
    elements: elements.map((each, i) => ({
      ref: `e${i + 1}`,
      role: 'button',
      name: '',
      states: [],
      box: { ...BOX, y: i * 30 },
      ...each,
    })),
    elementsOmitted: 0,
    dialogs: [],
    windows: [],
    cursor: { x: 5, y: 5 },
    page: {
      url: 'https://shop.example/cart',
      title: '',
      loading: false,
      scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
    },
    ...more,
  } as unknown as Observation;
  return { seen, isExternal: (name) => name === 'mail_send' };
}

/** The risks of an act on a screen. */
export const risks = (name: string, params: Record<string, unknown>, around: Surroundings) =>
  risksOf({ name, params: params as never }, around).map(({ risk }) => risk);
