import type { Log } from '../base/log.ts';
import type { FrameTree } from './cdp/protocol.ts';
import type { CdpConnection } from './cdp/connection.ts';
import type { CdpSession } from './cdp/session.ts';
import { PAGE_SOURCE, WORLD } from './page/source.ts';
import { watchPulse } from './pulse/pulse.ts';
import type { Tab } from './tab.ts';

/** What watching needs besides the tab. */
export interface WatchContext {
  readonly connection: CdpConnection;
  readonly log: Log;
  /** Called after each event that may change what the tab tells or whether it is busy. */
  readonly changed: () => void;
}

/** No response bodies and no posted data are kept: only the comings and goings of requests are of use. */
const NETWORK = { maxTotalBufferSize: 0, maxResourceBufferSize: 0, maxPostDataSize: 0 };

/** Subscribes to a tab's events, switches them on, and resolves when the tab can be asked. */
export async function watchTab(tab: Tab, context: WatchContext): Promise<void> {
  watchLoading(tab, context);
  watchDialogs(tab, context);
  await watchSession(tab, tab.session, context);
  const facts = await tab.facts().catch(() => undefined);
  // Its start was before we listened; its end will come.
  tab.watched = true;
  if (facts !== undefined && facts.readyState !== 'complete') tab.loading = true;
  context.changed();
}

/** The part that the main session and those of cross-site frames have in common. */
async function watchSession(tab: Tab, session: CdpSession, context: WatchContext): Promise<void> {
  watchFrames(tab, session, context);
  watchRequests(tab, session, context);
  watchInnerTargets(tab, session, context);
  const [tree] = await Promise.all([
    session.send('Page.getFrameTree', {}),
    session.send('Page.enable', {}),
    session.send('Inspector.enable', {}),
    session.send('Network.enable', NETWORK),
    watchPulse(session, tab.holds, context.changed),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: PAGE_SOURCE,
      worldName: WORLD,
      runImmediately: true,
    }),
    session.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
      filter: [{ type: 'iframe' }],
    }),
    // Also where nothing was to wait: Chromium holds back `window.open` of an attached page until it is told to go on.
    session.send('Runtime.runIfWaitingForDebugger', {}),
  ]);
  addFrames(tab, session, tree.frameTree);
}

function addFrames(tab: Tab, session: CdpSession, tree: FrameTree): void {
  if (!tab.worlds.has(tree.frame.id)) tab.worlds.set(tree.frame.id, session);
  for (const child of tree.childFrames ?? []) addFrames(tab, session, child);
}

function watchLoading(tab: Tab, { changed }: WatchContext): void {
  const { session, mainFrameId } = tab;
  const set = (frameId: string, loading: boolean): void => {
    if (frameId !== mainFrameId) return;
    tab.loading = loading;
    changed();
  };
  session.on('Page.frameStartedLoading', ({ frameId }) => set(frameId, true));
  session.on('Page.frameStoppedLoading', ({ frameId }) => set(frameId, false));
  session.on('Inspector.targetCrashed', () => {
    tab.setCrashed(true);
    changed();
  });
  session.on('Inspector.targetReloadedAfterCrash', () => tab.setCrashed(false));
}

function watchDialogs(tab: Tab, { changed }: WatchContext): void {
  tab.session.on('Page.javascriptDialogOpening', ({ type, message, defaultPrompt }) => {
    const defaultValue = type === 'prompt' ? (defaultPrompt ?? '') : undefined;
    tab.setDialog({ type, message, ...(defaultValue === undefined ? {} : { defaultValue }) });
    changed();
  });
  tab.session.on('Page.javascriptDialogClosed', () => {
    tab.setDialog(undefined);
    changed();
  });
}

function watchFrames(tab: Tab, session: CdpSession, { changed }: WatchContext): void {
  session.on('Page.frameAttached', ({ frameId }) => tab.worlds.set(frameId, session));
  session.on('Page.frameNavigated', ({ frame }) => {
    tab.worlds.set(frame.id, session);
    tab.requests.navigated(frame.id, frame.loaderId);
    if (frame.id === tab.mainFrameId) {
      tab.documents.committed(frame.loaderId);
      tab.committed();
    }
    changed();
  });
  session.on('Page.frameDetached', ({ frameId, reason }) => {
    // A swap moves the frame to another process, whose session has it from now on.
    tab.worlds.delete(frameId, session);
    if (reason !== 'swap') tab.requests.frameGone(frameId);
    changed();
  });
}

function watchRequests(tab: Tab, session: CdpSession, { changed }: WatchContext): void {
  const { requests } = tab;
  session.on('Network.requestWillBeSent', (event) => {
    const { type, frameId, loaderId } = event;
    if (type === 'Document' && frameId === tab.mainFrameId)
      tab.documents.asked(loaderId, event.request.method);
    requests.sent(event.requestId, { url: event.request.url, type, frameId, loaderId });
    changed();
  });
  session.on('Network.responseReceived', ({ requestId, response }) => {
    requests.responded(requestId, response.mimeType);
    changed();
  });
  session.on('Network.dataReceived', ({ requestId }) => requests.received(requestId));
  session.on('Network.webSocketFrameSent', ({ requestId }) => {
    requests.spoke(requestId);
    changed();
  });
  for (const end of ['Network.webSocketFrameReceived', 'Network.webSocketClosed'] as const) {
    session.on(end, ({ requestId }) => {
      if (requests.answered(requestId)) changed();
    });
  }
  for (const end of ['Network.loadingFinished', 'Network.loadingFailed'] as const) {
    session.on(end, ({ requestId }) => {
      requests.ended(requestId);
      changed();
    });
  }
}

/** Cross-site frames live in processes and sessions of their own. */
function watchInnerTargets(tab: Tab, session: CdpSession, context: WatchContext): void {
  const inner = new Map<string, CdpSession>();
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const child = context.connection.session(sessionId);
    inner.set(sessionId, child);
    tab.worlds.set(targetInfo.targetId, child);
    watchSession(tab, child, context).catch((error: unknown) => {
      context.log.debug('A cross-site frame went before it could be watched', { error: String(error) });
    });
  });
  session.on('Target.detachedFromTarget', ({ sessionId }) => {
    const child = inner.get(sessionId);
    if (child === undefined) return;
    inner.delete(sessionId);
    tab.worlds.deleteSession(child);
    child.close();
  });
}
