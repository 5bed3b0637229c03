/** The part of npm `x11` 4.2 that the desktop uses. It ships no types; names and shapes are those of its lib/. */
declare module 'x11' {
  /** A request's callback. `true` says that the error has been handled. */
  type Reply<T> = (error: Error | null | undefined, value: T) => boolean;
  /** The callback of a request without a reply: called once the server is past it. */
  type Done = Reply<undefined>;

  /** Any event; which fields are there depends on `name`. */
  interface XEvent {
    readonly name?: string;
    readonly type: number;
    readonly wid?: number;
    readonly [field: string]: unknown;
  }

  interface QueryPointerReply {
    readonly rootX: number;
    readonly rootY: number;
    readonly child: number;
    readonly keyMask: number;
  }

  interface PropertyReply {
    readonly type: number;
    readonly format: number;
    readonly bytesAfter: number;
    readonly data: Buffer;
  }

  interface WindowAttributesReply {
    readonly klass: number;
    readonly mapState: number;
    readonly overrideRedirect: number;
    readonly myEventMasks: number;
  }

  interface GeometryReply {
    readonly depth: number;
    readonly xPos: number;
    readonly yPos: number;
    readonly width: number;
    readonly height: number;
    readonly borderWidth: number;
  }

  interface CursorImageReply {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly xhot: number;
    readonly yhot: number;
    readonly cursorSerial: number;
    /** Premultiplied BGRA, `width * height * 4` bytes. */
    readonly cursorImage: Buffer;
  }

  interface XClient {
    readonly atoms: Readonly<Record<string, number>>;
    /** The socket; its `close` is the end of the connection. */
    readonly stream: NodeJS.EventEmitter & { destroy?(): void };
    on(event: 'event', listener: (event: XEvent) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'end', listener: () => void): this;
    require<K extends keyof Extensions>(name: K, done: Reply<Extensions[K]>): void;
    AllocID(): number;
    ReleaseID(id: number): void;
    terminate(): void;

    GetInputFocus(done: Reply<{ readonly focus: number }>): void;
    SetInputFocus(window: number, revertTo: number): void;
    QueryPointer(window: number, done: Reply<QueryPointerReply>): void;
    QueryKeymap(done: Reply<Buffer>): void;
    GetKeyboardMapping(first: number, count: number, done: Reply<readonly (readonly number[])[]>): void;
    ChangeKeyboardMapping(first: number, symbolsPerCode: number, symbols: readonly number[]): void;
    ChangeKeyboardControl(values: { readonly autoRepeatMode: number }): void;
    GetModifierMapping(done: Reply<readonly (readonly number[])[]>): void;

    InternAtom(onlyIfExists: boolean, name: string, done: Reply<number>): void;
    GetProperty(
      remove: number,
      window: number,
      property: number,
      type: number,
      offset: number,
      length: number,
      done: Reply<PropertyReply>,
    ): void;
    ChangeProperty(
      mode: number,
      window: number,
      property: number,
      type: number,
      format: number,
      data: Buffer,
      done?: Done,
    ): void;
    DeleteProperty(window: number, property: number, done?: Done): void;

    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: number,
      depth: number,
      klass: number,
      visual: number,
      values: Readonly<Record<string, number>>,
      done?: Done,
    ): void;
    ChangeWindowAttributes(window: number, values: Readonly<Record<string, number>>, done?: Done): void;
    ConfigureWindow(window: number, values: Readonly<Record<string, number>>, done?: Done): void;
    GetWindowAttributes(window: number, done: Reply<WindowAttributesReply>): void;
    GetGeometry(drawable: number, done: Reply<GeometryReply>): void;
    QueryTree(
      window: number,
      done: Reply<{ readonly parent: number; readonly children: readonly number[] }>,
    ): void;
    TranslateCoordinates(
      from: number,
      to: number,
      x: number,
      y: number,
      done: Reply<{ readonly destX: number; readonly destY: number }>,
    ): void;
    RaiseWindow(window: number, done?: Done): void;

    SetSelectionOwner(owner: number, selection: number, time: number, done?: Done): void;
    GetSelectionOwner(selection: number, done: Reply<number>): void;
    ConvertSelection(
      requestor: number,
      selection: number,
      target: number,
      property: number,
      time: number,
      done?: Done,
    ): void;
    SendEvent(
      window: number,
      propagate: number,
      mask: number,
      event: Readonly<Record<string, unknown>>,
      done?: Done,
    ): void;

    GetImage(
      format: number,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      done: Reply<{ readonly depth: number; readonly data: Buffer }>,
    ): void;
    CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
    FreePixmap(id: number): void;
    CreateGC(id: number, drawable: number, values: Readonly<Record<string, number>>): void;
    FreeGC(id: number): void;
    PutImage(
      format: number,
      drawable: number,
      gc: number,
      width: number,
      height: number,
      x: number,
      y: number,
      leftPad: number,
      depth: number,
      data: Buffer,
    ): void;
    ClearArea(
      window: number,
      x: number,
      y: number,
      width: number,
      height: number,
      exposures: number,
      done?: Done,
    ): void;
  }

  interface XScreen {
    readonly root: number;
    readonly pixel_width: number;
    readonly pixel_height: number;
    readonly root_depth: number;
    readonly root_visual: number;
  }

  interface XDisplay {
    readonly client: XClient;
    readonly screen: readonly XScreen[];
    readonly min_keycode: number;
    readonly max_keycode: number;
    /** The bits of an id that its client chooses; the others tell the client. */
    readonly resource_mask: number;
    readonly format: Readonly<Record<number, { readonly bits_per_pixel: number } | undefined>>;
  }

  interface ClientOptions {
    readonly display?: string;
    /** A duplex stream to use instead of a socket. */
    readonly stream?: NodeJS.EventEmitter;
    readonly bufferRequests?: boolean;
    readonly auth?: { readonly name: string; readonly data: string };
  }

  const x11: {
    createClient(
      options: ClientOptions,
      done: (error: Error | null | undefined, display: XDisplay) => void,
    ): XClient;
  };
  export default x11;
  export type {
    CursorImageReply,
    GeometryReply,
    QueryPointerReply,
    WindowAttributesReply,
    ClientOptions,
    PropertyReply,
    Reply,
    XClient,
    XDisplay,
    XEvent,
  };
}
