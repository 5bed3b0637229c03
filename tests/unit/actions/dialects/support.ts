import type { Outcome, Scene } from '../../../../src/actions/dialects/dialect.ts';
import type { Observation } from '../../../../src/actions/observation.ts';

/** A frame of 1280×800 with the pointer at 12,34. */
export const scene: Scene = { frame: { width: 1280, height: 800 }, cursor: { x: 12, y: 34 } };

/** What is seen after a call: a picture whose bytes are `picture`, and a page. */
export const observation: Observation = {
  frame: {
    mediaType: 'image/jpeg',
    data: Buffer.from('picture'),
    width: 1280,
    height: 800,
    region: { x: 0, y: 0, width: 1280, height: 800 },
  },
  width: 1280,
  height: 800,
  cursor: { x: 12, y: 34 },
  settled: true,
  settleMs: 1,
  changed: [],
  page: {
    url: 'https://example.com/',
    title: 'Example',
    loading: false,
    scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
  },
  elements: [],
  elementsOmitted: 0,
  windows: [],
  dialogs: [],
  downloads: [],
};

/** An outcome without a text of its own. */
export const outcome: Outcome = { observation, text: undefined };
