declare module 'x11/lib/xserver/index.js' {
  interface Server {
    addClientStream(stream: NodeJS.EventEmitter): unknown;
  }
  interface EndPoint extends NodeJS.EventEmitter {
    end(): void;
  }
  const xserver: {
    createServer(options?: { readonly width?: number; readonly height?: number }): Server;
    createStreamPair(): readonly [EndPoint, EndPoint];
  };
  export default xserver;
}
