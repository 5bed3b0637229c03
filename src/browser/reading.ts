import type { Box, Size } from '../base/geometry.ts';
import { childFrame, toMainFrame } from './frames.ts';
import { toMarkdown } from './markdown.ts';
import type { Outline } from './page/outline.ts';
import type { Tab } from './tab.ts';
import { projectionOf, toDisplayBox } from './viewport.ts';

/** A long page may take a while to read, in ms. */
const READ_MS = 5000;

/** How many iframes are read; pages full of advertisements have dozens. */
const MAX_FRAMES = 20;

/** The page's readable text as Markdown, iframes included. */
export async function readMarkdown(tab: Tab): Promise<string> {
  const frames = await allFrames(tab);
  const outlines = await Promise.all(
    frames.map(({ frameId }) =>
      tab.call(frameId, 'outline', [], { timeoutMs: READ_MS }).catch((error: unknown) => {
        if (frameId === tab.mainFrameId) throw error;
        return '';
      }),
    ),
  );
  return toMarkdown(joined(frames, outlines, tab.mainFrameId));
}

/** Whether a frame of the page shows this text. */
export async function pageHasText(tab: Tab, text: string): Promise<boolean> {
  if (await tab.call(tab.mainFrameId, 'hasText', [text])) return true;
  const frames = await allFrames(tab);
  const inner = frames.slice(1).map(({ frameId }) => tab.call(frameId, 'hasText', [text]).catch(() => false));
  return (await Promise.all(inner)).includes(true);
}

/** The places of a text in all frames; the first one is scrolled into view. */
export async function findInPage(
  tab: Tab,
  text: string,
  display: Size,
): Promise<{ readonly count: number; readonly boxes: readonly Box[] }> {
  const boxes: Box[] = [];
  let count = 0;
  for (const { frameId } of await allFrames(tab)) {
    const places = await tab.call(frameId, 'findText', [text, count === 0], { timeoutMs: READ_MS });
    count += places.count;
    // Scrolling a frame may move what is around it: the projection is asked for after it.
    const projection = projectionOf(await tab.facts(), display);
    for (const part of places.boxes) {
      const point = { x: (part.left + part.right) / 2, y: (part.top + part.bottom) / 2 };
      const inMain = await toMainFrame(tab, frameId, { point, part });
      const box = inMain === undefined ? undefined : toDisplayBox(projection, inMain.part);
      if (box !== undefined) boxes.push(box);
    }
  }
  return { count, boxes };
}

interface FrameInPage {
  readonly frameId: string;
  /** The frame around it and the iframe's number there. */
  readonly parent: { readonly frameId: string; readonly iframeId: number } | undefined;
}

/** The main frame and all frames in it, parents first. */
async function allFrames(tab: Tab): Promise<FrameInPage[]> {
  const found: FrameInPage[] = [{ frameId: tab.mainFrameId, parent: undefined }];
  for (let i = 0; i < found.length && found.length < MAX_FRAMES; i++) {
    const frameId = found[i]?.frameId ?? tab.mainFrameId;
    const ids = await tab.call(frameId, 'frameIds', []).catch((error: unknown) => {
      if (i === 0) throw error;
      return [];
    });
    for (const iframeId of ids.slice(0, MAX_FRAMES)) {
      const child = await childFrame(tab, frameId, iframeId).catch(() => undefined);
      if (child !== undefined) found.push({ frameId: child, parent: { frameId, iframeId } });
    }
  }
  return found;
}

/** Puts the outlines of iframes where the iframes stand, innermost first. */
function joined(frames: readonly FrameInPage[], outlines: readonly Outline[], mainFrameId: string): Outline {
  const byFrame = new Map(frames.map(({ frameId }, index) => [frameId, outlines[index] ?? '']));
  for (const { frameId, parent } of frames.toReversed()) {
    const around = parent === undefined ? undefined : byFrame.get(parent.frameId);
    if (parent === undefined || around === undefined) continue;
    byFrame.set(parent.frameId, withFrame(around, String(parent.iframeId), byFrame.get(frameId) ?? ''));
  }
  return byFrame.get(mainFrameId) ?? '';
}

function withFrame(node: Outline, iframeId: string, inner: Outline): Outline {
  if (typeof node === 'string') return node;
  const [kind, attribute, children] = node;
  if (kind === 'frame' && attribute === iframeId) return ['block', '', [inner]];
  return [kind, attribute, children.map((child) => withFrame(child, iframeId, inner))];
}
