import { DeskhandError } from '../base/errors.ts';
import type { Point, Size } from '../base/geometry.ts';
import { scaled } from '../base/geometry.ts';
import type { Browser, ElementList, PageElement, PageFacts } from '../browser/browser.ts';
import type { Desktop, Frame, Settled, WindowInfo } from '../desktop/desktop.ts';
import { encodeFrame } from './encode.ts';
import type { EncodedFrame, Observation, PictureRequest } from './observation.ts';
import type { View } from './view.ts';

/** A hung page must not hold up an observation: what it has not said by then is left out, in ms. */
const PAGE_FACTS_TIMEOUT_MS = 1500;

const UNKNOWN: ElementList = { elements: [], omitted: 0, unread: 'all' };

/** What is looked at. */
export interface LookRequest {
  readonly desktop: Desktop;
  /** Undefined while Chromium is starting again: the observation then has no page. */
  readonly browser: Browser | undefined;
  readonly view: View;
  /** Show this instead of the whole display in the frame's size. */
  readonly picture?: PictureRequest | undefined;
}

/** What was seen at one moment. */
export interface Sight {
  readonly frame: EncodedFrame;
  readonly cursor: Point;
  readonly page: PageFacts | undefined;
  readonly list: ElementList;
  readonly windows: readonly WindowInfo[];
}

/**
 * Looks: the frame first, at this very moment, then everything that is known beside it while the frame is being
 * encoded. Never hangs on a page that does not answer.
 */
export async function takeSight({ desktop, browser, view, picture }: LookRequest): Promise<Sight> {
  const frame = await desktop.capture(picture?.region);
  const [encoded, page, list, windows] = await Promise.all([
    encodePicture(frame, view.frame, picture),
    browser === undefined ? undefined : orElse(browser.page(), undefined),
    browser === undefined ? UNKNOWN : orElse(browser.elements(), UNKNOWN),
    desktop.windows(),
  ]);
  frame.release?.();
  return { frame: encoded, cursor: frame.cursor, page, list, windows };
}

/** The observation of what was seen, in pixels of the view's frame, with what the browser knows by itself. */
export function toObservation(
  { browser, view, picture }: LookRequest,
  sight: Sight,
  settled: Settled,
): Observation {
  const { frame, page, list, windows } = sight;
  const dialog = browser?.dialog();
  const inFrame = (element: PageElement): PageElement => ({ ...element, box: view.toFrameBox(element.box) });
  return {
    frame,
    ...(picture?.region === undefined ? {} : { part: view.toFrameBox(picture.region) }),
    width: view.frame.width,
    height: view.frame.height,
    cursor: view.toFrame(sight.cursor),
    // A screen that stands still because its page hangs is not the outcome of anything.
    settled: settled.settled && page?.hung === undefined,
    settleMs: settled.settleMs,
    changed: settled.changed.map((box) => view.toFrameBox(box)),
    ...(page === undefined ? {} : { page }),
    elements: list.elements.map(inFrame),
    elementsOmitted: list.omitted,
    ...(list.unlisted === undefined ? {} : { unlisted: list.unlisted.map(inFrame) }),
    ...(list.controlsUnknown === undefined ? {} : { controlsUnknown: list.controlsUnknown }),
    ...unreadOf(list, view),
    windows: windows.map((window): WindowInfo => ({ ...window, box: view.toFrameBox(window.box) })),
    dialogs: dialog === undefined ? [] : [dialog],
    downloads: browser?.downloads() ?? [],
  };
}

function unreadOf({ unread }: ElementList, view: View): Pick<Observation, 'unread'> {
  if (unread === undefined) return {};
  return { unread: unread === 'all' ? unread : unread.map((box) => view.toFrameBox(box)) };
}

function encodePicture(frame: Frame, whole: Size, picture: PictureRequest = {}): Promise<EncodedFrame> {
  const { region, scale = 1, format = 'jpeg' } = picture;
  return encodeFrame(frame, { format, ...scaled(region ?? whole, scale) });
}

/** The promise's value, or `fallback` when it fails with a known error or takes too long. */
async function orElse<T extends PageFacts | ElementList | undefined>(
  promise: Promise<T>,
  fallback: T,
): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(fallback), PAGE_FACTS_TIMEOUT_MS);
  try {
    return await Promise.race([promise, late.promise]);
  } catch (error) {
    if (error instanceof DeskhandError) return fallback;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
