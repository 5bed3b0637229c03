/** What is done with a guest's command. */
export type Verdict =
  | { readonly do: 'forward'; readonly params: unknown }
  /** Answered without asking Chromium. */
  | { readonly do: 'answer'; readonly result: object }
  | { readonly do: 'refuse'; readonly reason: string }
  /** Ends the guest's connection; the browser stays. */
  | { readonly do: 'leave' }
  /** Forwarded once it is sure that another tab remains: Chromium ends with its last one. */
  | { readonly do: 'close-tab'; readonly params: unknown };

/** A guest's command. */
export interface GuestCommand {
  readonly method: string;
  readonly params?: unknown;
}

/** Would reach beyond the guest's own sessions, or give pages the protocol. */
const REFUSED: Readonly<Record<string, string>> = {
  'Browser.crash': 'The browser belongs to the desktop.',
  'Browser.crashGpuProcess': 'The browser belongs to the desktop.',
  'Browser.executeBrowserCommand': 'The browser belongs to the desktop.',
  'Target.exposeDevToolsProtocol': 'Pages must not get the protocol.',
  'Target.setRemoteLocations': 'Chromium may connect to nothing else.',
};

/** Would change what the desktop's own coordinates and downloads rest on: said to be done, so that clients go on, and left as it is. */
const KEPT = new Set([
  'Browser.setWindowBounds',
  'Browser.setContentsSize',
  'Emulation.setDeviceMetricsOverride',
  'Emulation.setVisibleSize',
  'Page.setDeviceMetricsOverride',
  'Page.setDownloadBehavior',
]);

/** Does something that only whoever holds the desktop may do. Scripts cannot be told apart by what they do. */
const ACTS =
  /^(Input\.|Page\.(navigate|reload|navigateToHistoryEntry|close|handleJavaScriptDialog)$|Target\.(createTarget|closeTarget|activateTarget)$|DOM\.setFileInputFiles$)/;

/** Decides on a guest's command. `mayAct` is false while a person holds the desktop. Pure. */
export function judge({ method, params }: GuestCommand, mayAct: boolean): Verdict {
  if (method === 'Browser.close') return { do: 'leave' };
  const reason = method.startsWith('Extensions.') ? 'Extensions are closed here.' : REFUSED[method];
  if (reason !== undefined) return { do: 'refuse', reason: `${method} is not allowed: ${reason}` };
  if (!mayAct && ACTS.test(method)) {
    return {
      do: 'refuse',
      reason: `A person has taken over this desktop: ${method} has to wait (human_in_control).`,
    };
  }
  if (KEPT.has(method)) return { do: 'answer', result: {} };
  // The default context's downloads are the desktop's; a context of the guest's own is the guest's.
  if (method === 'Browser.setDownloadBehavior' && !hasContext(params)) return { do: 'answer', result: {} };
  if (method === 'Target.createBrowserContext') {
    // Its own proxy would be a way past the desktop's, which decides where the browser may go.
    const { proxyServer: _, proxyBypassList: __, ...wanted } = (params ?? {}) as Record<string, unknown>;
    return { do: 'forward', params: { ...wanted, disposeOnDetach: true } };
  }
  if (method === 'Target.closeTarget' || method === 'Page.close') return { do: 'close-tab', params };
  return { do: 'forward', params };
}

function hasContext(params: unknown): boolean {
  return (
    typeof params === 'object' &&
    params !== null &&
    'browserContextId' in params &&
    typeof params.browserContextId === 'string' &&
    params.browserContextId !== ''
  );
}
