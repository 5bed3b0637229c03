import type { Box, Point } from '../base/geometry.ts';
import type { Dialog, Download, PageElement, PageFacts } from '../browser/browser.ts';
import type { WindowInfo } from '../desktop/desktop.ts';

/** An encoded picture of the display or of a region. */
export interface EncodedFrame {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly data: Buffer;
  /** Size of the encoded picture in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** Display pixels shown: the region that the picture covers. */
  readonly region: Box;
}

/** Another picture than the whole frame as JPEG. */
export interface PictureRequest {
  /** Display pixels to show, at full resolution; the whole display, in the frame's size, when absent. */
  readonly region?: Box | undefined;
  /** The picture's size as a part of that; 1 by default. */
  readonly scale?: number;
  /** `jpeg` by default. */
  readonly format?: 'jpeg' | 'png';
}

/** What can be seen at one moment, after an action or on demand. Boxes and points are in pixels of `frame`. */
export interface Observation {
  /** Display pixels' picture; absent when it was not asked for. */
  readonly frame?: EncodedFrame;
  /** The part of the frame that the picture shows, where that is not the whole. */
  readonly part?: Box;
  readonly width: number;
  readonly height: number;
  readonly cursor: Point;
  /** False when the cap was reached before the screen was quiet. */
  readonly settled: boolean;
  readonly settleMs: number;
  /** Boxes drawn to since the action began. */
  readonly changed: readonly Box[];
  readonly page?: PageFacts;
  readonly elements: readonly PageElement[];
  readonly elementsOmitted: number;
  /** Those of the omitted elements that are known: for judging what a click hits, never told to a model or a client. */
  readonly unlisted?: readonly PageElement[];
  /** How many of the omitted elements can be acted on and are not known; absent where none is. For the same use. */
  readonly controlsUnknown?: number;
  /** Where it is not known what is in view, in pixels of `frame`; `all` where the page did not tell. For the same use. */
  readonly unread?: readonly Box[] | 'all';
  readonly windows: readonly WindowInfo[];
  readonly dialogs: readonly Dialog[];
  readonly downloads: readonly Download[];
}

/** The wire form of an element, its box turned into pixels of the frame. */
export function elementToJson(element: PageElement, toFrameBox: (box: Box) => Box) {
  const { ref, role, name, value, states, box } = element;
  return { ref, role, name, ...(value === undefined ? {} : { value }), states, box: { ...toFrameBox(box) } };
}

/** The wire form of an observation (design, Observation): snake_case, frame as base64. */
export function observationToJson(o: Observation) {
  return {
    frame:
      o.frame === undefined ? null : { media_type: o.frame.mediaType, data: o.frame.data.toString('base64') },
    width: o.width,
    height: o.height,
    cursor: o.cursor,
    settled: o.settled,
    settle_ms: Math.round(o.settleMs),
    changed: o.changed,
    page:
      o.page === undefined
        ? null
        : {
            url: o.page.url,
            title: o.page.title,
            loading: o.page.loading,
            ...(o.page.hung === undefined ? {} : { hung: o.page.hung }),
            scroll: {
              x: o.page.scroll.x,
              y: o.page.scroll.y,
              max_x: o.page.scroll.maxX,
              max_y: o.page.scroll.maxY,
            },
          },
    elements: o.elements,
    elements_omitted: o.elementsOmitted,
    windows: o.windows,
    dialogs: o.dialogs,
    downloads: o.downloads,
  };
}
