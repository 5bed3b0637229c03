import { cookieJarOf } from './guest-cookies.ts';

/** What is done with a guest's command. */
export type Verdict =
  | { readonly do: 'forward'; readonly params: unknown }
  /** Answered without asking Chromium. */
  | { readonly do: 'answer'; readonly result: object }
  | { readonly do: 'refuse'; readonly reason: string }
  /** Ends the guest's connection; the browser stays. */
  | { readonly do: 'leave' }
  /** Forwarded once it is sure that another tab remains: Chromium ends with its last one. */
  | { readonly do: 'close-tab'; readonly params: unknown }
  /** Forwarded with the real paths of these files, if a guest may give them to pages; `put` puts them in. */
  | {
      readonly do: 'give-files';
      readonly files: readonly unknown[];
      readonly put: (files: readonly string[]) => unknown;
    }
  /** Forwarded with a folder that downloads may go to. */
  | { readonly do: 'place-downloads'; readonly params: Readonly<Record<string, unknown>> };

/** A guest's command. */
export interface GuestCommand {
  readonly method: string;
  readonly params?: unknown;
}

/** What a guest may do at this moment. */
export interface GuestRights {
  /** Whether the agent's side holds the desktop. */
  readonly mayAct: boolean;
  /** Whether cookies of the desktop's own browser are given out. */
  readonly mayUseCookies: boolean;
  /** Whether a browser context was made by this guest. */
  readonly ownsContext: (id: string) => boolean;
  /** Whether the command goes to a session in such a context. */
  readonly isInOwnContext: boolean;
}

/** Would reach beyond the guest's own sessions, or give pages the protocol. */
const REFUSED: Readonly<Record<string, string>> = {
  'Browser.crash': 'The browser belongs to the desktop.',
  'Browser.crashGpuProcess': 'The browser belongs to the desktop.',
  'Browser.executeBrowserCommand': 'The browser belongs to the desktop.',
  'Target.exposeDevToolsProtocol': 'Pages must not get the protocol.',
  // Commands inside a command, which nobody would look at.
  'Target.sendMessageToTarget': 'Use the flat protocol: attach with flatten: true and send with a sessionId.',
  'Target.setRemoteLocations': 'Chromium may connect to nothing else.',
};

const CLOSED: readonly (readonly [string, string])[] = [
  ['Extensions.', 'Extensions are closed here.'],
  // It opens files of this machine, and windows beside the one that shows.
  ['PWA.', 'Web apps are closed here.'],
];

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
const ACTS = new Set([
  'DOM.focus',
  'DOM.setFileInputFiles',
  'Page.bringToFront',
  'Page.close',
  'Page.crash',
  'Page.handleJavaScriptDialog',
  'Page.navigate',
  'Page.navigateToHistoryEntry',
  'Page.reload',
  'Page.setDocumentContent',
  'Page.setWebLifecycleState',
  'Target.activateTarget',
  'Target.closeTarget',
  'Target.createTarget',
  'Target.disposeBrowserContext',
]);

/** Decides on a guest's command. Pure. */
export function judge({ method, params }: GuestCommand, rights: GuestRights): Verdict {
  if (method === 'Browser.close') return { do: 'leave' };
  const reason =
    CLOSED.find(([domain]) => method.startsWith(domain))?.[1] ??
    REFUSED[method] ??
    refusedCookies(method, params, rights);
  if (reason !== undefined) return { do: 'refuse', reason: `${method} is not allowed: ${reason}` };
  if (!rights.mayAct && (method.startsWith('Input.') || ACTS.has(method))) {
    return {
      do: 'refuse',
      reason: `A person has taken over this desktop: ${method} has to wait (human_in_control).`,
    };
  }
  if (KEPT.has(method)) return { do: 'answer', result: {} };
  const given = givenFiles(method, params);
  if (given !== undefined) return { do: 'give-files', ...given };
  // The default context's downloads are the desktop's; a context of the guest's own is the guest's.
  if (method === 'Browser.setDownloadBehavior') {
    const { browserContextId: context } = record(params);
    if (typeof context !== 'string' || !rights.ownsContext(context)) return { do: 'answer', result: {} };
    return { do: 'place-downloads', params: record(params) };
  }
  if (method === 'Target.createBrowserContext') {
    // Its own proxy would be a way past the desktop's, which decides where the browser may go.
    const { proxyServer: _, proxyBypassList: __, ...wanted } = record(params);
    return { do: 'forward', params: { ...wanted, disposeOnDetach: true } };
  }
  if (method === 'Target.closeTarget' || method === 'Page.close') return { do: 'close-tab', params };
  return { do: 'forward', params };
}

function refusedCookies(method: string, params: unknown, rights: GuestRights): string | undefined {
  const jar = cookieJarOf(method);
  if (jar === undefined || rights.mayUseCookies) return undefined;
  const { browserContextId: context } = record(params);
  const isOwn =
    jar === 'session' ? rights.isInOwnContext : typeof context === 'string' && rights.ownsContext(context);
  return isOwn
    ? undefined
    : 'Cookies are given out and set only on a desktop started with DESKHAND_ALLOW_COOKIES=true.';
}

/** The files of this machine that a command gives to a page: by a file input or by a drop. */
function givenFiles(
  method: string,
  params: unknown,
): { readonly files: readonly unknown[]; readonly put: (files: readonly string[]) => unknown } | undefined {
  const wanted = record(params);
  if (method === 'DOM.setFileInputFiles' && Array.isArray(wanted['files']))
    return { files: wanted['files'], put: (files) => ({ ...wanted, files }) };
  const data = record(wanted['data']);
  if (method === 'Input.dispatchDragEvent' && Array.isArray(data['files']))
    return { files: data['files'], put: (files) => ({ ...wanted, data: { ...data, files } }) };
  return undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
