/**
 * The part of the Chrome DevTools Protocol that deskhand speaks, typed by hand from
 * https://chromedevtools.github.io/devtools-protocol/tot/. Only the fields that are read are declared.
 */

/** A target as the Target domain describes it. */
export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly title: string;
  readonly url: string;
  readonly openerId?: string;
  readonly browserContextId?: string;
}

/** A frame of a page. */
export interface CdpFrame {
  readonly id: string;
  readonly parentId?: string;
  readonly loaderId: string;
  readonly url: string;
}

/** Frames, parents before children. */
export interface FrameTree {
  readonly frame: CdpFrame;
  readonly childFrames?: readonly FrameTree[];
}

/** A JavaScript value or a handle to one. */
export interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly value?: unknown;
  readonly objectId?: string;
  readonly description?: string;
}

/** What evaluating code gives. */
export interface Evaluated {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteObject };
}

/** A DOM node as `DOM.describeNode` gives it. */
export interface DomNode {
  readonly backendNodeId: number;
  readonly nodeName: string;
  readonly frameId?: string;
  readonly shadowRootType?: 'user-agent' | 'open' | 'closed';
  readonly shadowRoots?: readonly DomNode[];
}

/** A cookie as the Storage domain gives it; `expires` in seconds since the epoch, -1 for a session's. */
export interface CdpCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
}

/** How a page target is chosen in `Target.setAutoAttach`. */
export type TargetFilter = readonly { readonly type?: string; readonly exclude?: boolean }[];

interface Call<Params, Result = Empty> {
  readonly params: Params;
  readonly result: Result;
}

/** No parameters, or nothing returned. */
export type Empty = Readonly<Record<string, never>>;

/** Every command in use: its parameters and its result. */
export interface Commands {
  'Browser.close': Call<Empty>;
  'Browser.getVersion': Call<Empty, { readonly product: string; readonly protocolVersion: string }>;
  'Browser.getWindowForTarget': Call<{ targetId: string }, { readonly windowId: number }>;
  'Browser.setDownloadBehavior': Call<{
    behavior: 'allow' | 'deny' | 'allowAndName' | 'default';
    downloadPath: string;
    eventsEnabled: boolean;
  }>;
  'Storage.getCookies': Call<Empty, { readonly cookies: readonly CdpCookie[] }>;
  'Storage.setCookies': Call<{ cookies: readonly Partial<CdpCookie>[] }>;
  'Target.attachToBrowserTarget': Call<Empty, { readonly sessionId: string }>;
  'Target.setDiscoverTargets': Call<{ discover: boolean; filter?: TargetFilter }>;
  'Target.setAutoAttach': Call<{
    autoAttach: boolean;
    waitForDebuggerOnStart: boolean;
    flatten: true;
    filter?: TargetFilter;
  }>;
  'Target.createTarget': Call<{ url: string; newWindow?: boolean }, { readonly targetId: string }>;
  'Target.activateTarget': Call<{ targetId: string }>;
  'Target.closeTarget': Call<{ targetId: string }, { readonly success: boolean }>;
  'Target.getTargets': Call<{ filter?: TargetFilter }, { readonly targetInfos: readonly TargetInfo[] }>;
  'Page.enable': Call<Empty>;
  'Page.getFrameTree': Call<Empty, { readonly frameTree: FrameTree }>;
  'Page.addScriptToEvaluateOnNewDocument': Call<
    { source: string; worldName?: string; runImmediately: boolean },
    { readonly identifier: string }
  >;
  'Page.createIsolatedWorld': Call<
    { frameId: string; worldName: string },
    { readonly executionContextId: number }
  >;
  'Page.navigate': Call<
    { url: string },
    {
      readonly frameId: string;
      readonly loaderId?: string;
      readonly errorText?: string;
      readonly isDownload?: boolean;
    }
  >;
  'Page.stopLoading': Call<Empty>;
  'Page.bringToFront': Call<Empty>;
  'Page.reload': Call<{ ignoreCache?: boolean }>;
  'Page.getNavigationHistory': Call<
    Empty,
    {
      readonly currentIndex: number;
      readonly entries: readonly {
        readonly id: number;
        readonly url: string;
        readonly transitionType: string;
      }[];
    }
  >;
  'Page.navigateToHistoryEntry': Call<{ entryId: number }>;
  'Page.handleJavaScriptDialog': Call<{ accept: boolean; promptText?: string }>;
  'Inspector.enable': Call<Empty>;
  'Network.enable': Call<{
    maxTotalBufferSize: number;
    maxResourceBufferSize: number;
    maxPostDataSize: number;
  }>;
  'Runtime.evaluate': Call<
    {
      expression: string;
      contextId?: number;
      returnByValue?: boolean;
      awaitPromise?: boolean;
      timeout?: number;
      silent?: boolean;
    },
    Evaluated
  >;
  'Runtime.callFunctionOn': Call<
    {
      functionDeclaration: string;
      objectId: string;
      arguments?: readonly { objectId?: string; value?: unknown }[];
      returnByValue?: boolean;
      silent?: boolean;
    },
    Evaluated
  >;
  'Runtime.getProperties': Call<
    { objectId: string; ownProperties: true },
    { readonly result: readonly { readonly name: string; readonly value?: RemoteObject }[] }
  >;
  'Runtime.addBinding': Call<{ name: string; executionContextName: string }>;
  'Runtime.runIfWaitingForDebugger': Call<Empty>;
  'Runtime.terminateExecution': Call<Empty>;
  'Runtime.releaseObject': Call<{ objectId: string }>;
  'DOM.describeNode': Call<
    { objectId: string; depth?: number; pierce?: boolean },
    { readonly node: DomNode }
  >;
  'DOM.resolveNode': Call<
    { backendNodeId: number; executionContextId: number },
    { readonly object: RemoteObject }
  >;
  'DOM.setFileInputFiles': Call<{ files: readonly string[]; objectId: string }>;
}

/** Every event in use, by name, with its parameters. */
export interface Events {
  'Target.attachedToTarget': {
    readonly sessionId: string;
    readonly targetInfo: TargetInfo;
    readonly waitingForDebugger: boolean;
  };
  'Target.detachedFromTarget': { readonly sessionId: string };
  'Target.targetInfoChanged': { readonly targetInfo: TargetInfo };
  'Target.targetDestroyed': { readonly targetId: string };
  'Target.targetCrashed': { readonly targetId: string };
  'Inspector.targetCrashed': Empty;
  'Inspector.targetReloadedAfterCrash': Empty;
  'Page.frameStartedLoading': { readonly frameId: string };
  'Page.frameStoppedLoading': { readonly frameId: string };
  'Page.frameAttached': { readonly frameId: string; readonly parentFrameId: string };
  'Page.frameNavigated': { readonly frame: CdpFrame };
  'Page.frameDetached': { readonly frameId: string; readonly reason?: 'remove' | 'swap' };
  'Page.navigatedWithinDocument': { readonly frameId: string; readonly url: string };
  'Page.javascriptDialogOpening': {
    readonly url: string;
    readonly message: string;
    readonly type: 'alert' | 'confirm' | 'prompt' | 'beforeunload';
    readonly defaultPrompt?: string;
  };
  'Page.javascriptDialogClosed': { readonly result: boolean };
  'Network.requestWillBeSent': {
    readonly requestId: string;
    readonly loaderId: string;
    readonly frameId?: string;
    readonly type?: string;
    readonly request: { readonly url: string; readonly method: string };
  };
  'Network.responseReceived': {
    readonly requestId: string;
    readonly loaderId: string;
    readonly type: string;
    readonly response: { readonly status: number; readonly mimeType: string };
  };
  'Network.dataReceived': { readonly requestId: string };
  'Network.loadingFinished': { readonly requestId: string };
  'Network.loadingFailed': { readonly requestId: string };
  'Network.webSocketFrameSent': { readonly requestId: string };
  'Network.webSocketFrameReceived': { readonly requestId: string };
  'Network.webSocketClosed': { readonly requestId: string };
  'Runtime.bindingCalled': {
    readonly name: string;
    readonly payload: string;
    readonly executionContextId: number;
  };
  'Browser.downloadWillBegin': {
    readonly guid: string;
    readonly url: string;
    readonly suggestedFilename: string;
  };
  'Browser.downloadProgress': {
    readonly guid: string;
    readonly receivedBytes: number;
    readonly totalBytes: number;
    readonly state: 'inProgress' | 'completed' | 'canceled';
    readonly filePath?: string;
  };
}

/** A command's name. */
export type Command = keyof Commands;

/** An event's name. */
export type EventName = keyof Events;
