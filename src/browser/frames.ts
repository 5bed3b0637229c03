import type { DomNode } from './cdp/protocol.ts';
import type { RawElement, RawFrame, RawView } from './page/collect.ts';
import type { CssPoint, Edges } from './page/hit.ts';
import { KIT } from './page/source.ts';
import type { Tab } from './tab.ts';
import { edgesOutOfFrame, outOfFrame } from './viewport.ts';

/** The most that one frame lists: of what can be acted on as many as a list may hold, and of what can only be read. */
const MAX_PER_FRAME = { controls: 1000, texts: 400 } as const;

/** Frames inside frames inside frames… deeper ones are left alone. */
const MAX_DEPTH = 5;

/** An element with its document and its visible part in CSS pixels of the main frame. */
export interface FoundElement {
  readonly frameId: string;
  readonly raw: RawElement;
  readonly part: Edges;
}

/** Which iframe element of which frame shows a frame. */
export interface FrameOwner {
  readonly frameId: string;
  readonly iframeId: number;
}

const owners = new WeakMap<Tab, Map<string, FrameOwner>>();

/** The iframe that shows a frame, as far as it has been seen; undefined for the main frame. */
export function ownerOf(tab: Tab, frameId: string): FrameOwner | undefined {
  return owners.get(tab)?.get(frameId);
}

/** What was found in a frame, and about how many more there are beyond its cap. */
export interface Found {
  readonly elements: readonly FoundElement[];
  readonly omitted: number;
  /** How many of those can be acted on. */
  readonly omittedControls: number;
  /** Parts of the main frame's viewport that show frames which could not be looked into. */
  readonly unread: readonly Edges[];
}

/** Everything in view in a frame and the frames in it, in document order of each frame. */
export async function gather(tab: Tab, frameId: string, depth = 0): Promise<Found> {
  const view = await viewOf(tab, frameId);
  const found = view.elements.map((raw) => ({ frameId, raw, part: raw.part }));
  const inner = await Promise.all(
    view.frames.map((frame) => gatherInside(tab, frameId, frame, depth).catch(() => unreadOf(frame))),
  );
  return {
    elements: [...found, ...inner.flatMap(({ elements }) => elements)],
    omitted: inner.reduce((sum, { omitted }) => sum + omitted, view.omitted),
    omittedControls: inner.reduce((sum, { omittedControls }) => sum + omittedControls, view.omittedControls),
    unread: inner.flatMap(({ unread }) => unread),
  };
}

/** The frame that an iframe element shows, or undefined while it shows none. */
export async function childFrame(tab: Tab, frameId: string, iframeId: number): Promise<string | undefined> {
  const node = await describe(tab, frameId, iframeId, 0);
  const child = node?.frameId;
  if (child === undefined || !tab.worlds.has(child)) return undefined;
  const known = owners.get(tab) ?? new Map<string, FrameOwner>();
  owners.set(tab, known.set(child, { frameId, iframeId }));
  return child;
}

async function viewOf(tab: Tab, frameId: string): Promise<RawView> {
  const view = await tab.call(frameId, 'collect', [MAX_PER_FRAME.controls, MAX_PER_FRAME.texts]);
  if (view.suspects.length === 0) return view;
  const opened = await Promise.all(
    view.suspects.map((id) => openClosedRoot(tab, frameId, id).catch(() => false)),
  );
  return opened.includes(true) ? viewOf(tab, frameId) : view;
}

async function gatherInside(tab: Tab, frameId: string, frame: RawFrame, depth: number): Promise<Found> {
  const child = depth >= MAX_DEPTH ? undefined : await childFrame(tab, frameId, frame.id);
  if (child === undefined) return unreadOf(frame);
  const { elements, unread: hidden, ...counts } = await gather(tab, child, depth + 1);
  const unread = hidden.flatMap((part) => edgesOutOfFrame(part, frame) ?? []);
  const found = elements.flatMap((element) => {
    const part = edgesOutOfFrame(element.part, frame);
    return part === undefined ? [] : [{ ...element, part }];
  });
  if (found.length === 0) return { elements: [], ...counts, unread };
  const middles = found.map(({ part }) => ({
    x: (part.left + part.right) / 2,
    y: (part.top + part.bottom) / 2,
  }));
  const shows = await tab.call(frameId, 'showsThrough', [frame.id, middles]);
  return { elements: found.filter((_, index) => shows[index] === true), ...counts, unread };
}

/** A frame that could not be looked into: it has not come yet, does not answer, or lies too deep. */
function unreadOf({ part }: RawFrame): Found {
  return { elements: [], omitted: 0, omittedControls: 0, unread: [part] };
}

/** Hands the closed shadow root of a host over to the page functions; false when it has none. */
async function openClosedRoot(tab: Tab, frameId: string, hostId: number): Promise<boolean> {
  const node = await describe(tab, frameId, hostId, 1);
  const root = node?.shadowRoots?.find((each) => each.shadowRootType === 'closed');
  if (root === undefined) return false;
  const session = tab.worlds.sessionOf(frameId);
  const executionContextId = await tab.worlds.contextOf(frameId);
  const { object } = await session.send('DOM.resolveNode', {
    backendNodeId: root.backendNodeId,
    executionContextId,
  });
  if (object.objectId === undefined) return false;
  await session.send('Runtime.callFunctionOn', {
    objectId: object.objectId,
    functionDeclaration: `function (id) { ${KIT}.adopt(id, this) }`,
    arguments: [{ value: hostId }],
    silent: true,
  });
  await session.send('Runtime.releaseObject', { objectId: object.objectId });
  return true;
}

async function describe(
  tab: Tab,
  frameId: string,
  elementId: number,
  depth: number,
): Promise<DomNode | undefined> {
  return withHandle(tab, frameId, `${KIT}.element(${elementId})`, async (objectId) => {
    const described = await tab.worlds
      .sessionOf(frameId)
      .send('DOM.describeNode', { objectId, depth, pierce: depth > 0 });
    return described.node;
  });
}

/** Runs `work` with a handle to what an expression gives; undefined when that is no object. */
export async function withHandle<T>(
  tab: Tab,
  frameId: string,
  expression: string,
  work: (objectId: string) => Promise<T>,
): Promise<T | undefined> {
  tab.assertAnswers();
  const { result } = await tab.worlds.evaluate(frameId, expression, false, { signal: tab.interrupted });
  const { objectId } = result;
  if (objectId === undefined) return undefined;
  try {
    return await work(objectId);
  } finally {
    // The document may be gone by now, and the handle with it.
    tab.worlds
      .sessionOf(frameId)
      .send('Runtime.releaseObject', { objectId })
      .catch(() => undefined);
  }
}

/** Carries a point and a rectangle of a frame out to the main frame; undefined when the frame does not show there. */
export async function toMainFrame(
  tab: Tab,
  frameId: string,
  place: { readonly point: CssPoint; readonly part: Edges },
): Promise<{ point: CssPoint; part: Edges } | undefined> {
  let { point, part } = place;
  for (let owner = ownerOf(tab, frameId); owner !== undefined; owner = ownerOf(tab, owner.frameId)) {
    const frame = await tab.call(owner.frameId, 'framePlace', [owner.iframeId]);
    if (frame === null) return undefined;
    const clipped = edgesOutOfFrame(part, frame);
    if (clipped === undefined) return undefined;
    part = clipped;
    point = outOfFrame(point, frame);
    const [shows] = await tab.call(owner.frameId, 'showsThrough', [owner.iframeId, [point]]);
    if (shows !== true) return undefined;
  }
  return { point, part };
}
