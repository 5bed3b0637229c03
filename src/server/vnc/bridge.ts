import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Log } from '../../base/log.ts';
import { beforeRequest, isOnlyRequests } from './picture-requests.ts';
import { RfbClientFilter } from './rfb-filter.ts';
import type { InputJudge } from './rfb-filter.ts';
import { RfbProtocolError } from './rfb-messages.ts';
import { connectServer } from './upstream.ts';

// Close codes of RFC 6455 7.4.1.
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;
const HIGH_WATER = 1024 * 1024;

/** One viewer's connection. */
export interface BridgeOptions {
  readonly socket: WebSocket;
  /** Connects to the VNC server; aborted when the viewer leaves first. */
  readonly connect: (signal: AbortSignal) => Promise<Duplex>;
  /** Whether this viewer's input is to be passed on, asked for each message. */
  readonly judge: InputJudge;
  /**
   * Resolves once the input that was let through until now has been played: what comes after it is passed on then; requests for
   * the picture after 1 s at most.
   */
  readonly played: () => Promise<void>;
  readonly log: Log;
}

/** Carries bytes between a viewer and the VNC server until either ends. Each side is read only as fast as the other takes it. */
export async function bridgeVnc({ socket, connect, judge, played, log }: BridgeOptions): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  socket.on('error', (error) => log.debug('viewer connection failed', { error: String(error) }));
  // The client speaks only after the server's greeting, but nothing it sends before may be lost.
  socket.pause();
  let upstream: Duplex;
  try {
    upstream = await connectServer(connect, gone.signal);
  } catch (error) {
    log.warn('no VNC server for the viewer', { error: String(error) });
    socket.resume();
    return socket.close(TRY_AGAIN_LATER, 'the desktop is starting');
  }
  upstream.on('error', (error) => log.debug('VNC connection failed', { error: String(error) }));
  upstream.once('close', () => socket.close(TRY_AGAIN_LATER, 'the VNC server ended'));
  socket.once('close', () => upstream.destroy());
  if (gone.signal.aborted) return void upstream.destroy();
  toViewer(upstream, socket);
  fromViewer({ socket, upstream, filter: new RfbClientFilter(judge), played, log });
}

function toViewer(upstream: Duplex, socket: WebSocket): void {
  upstream.on('data', (chunk: Buffer) => {
    socket.send(chunk, { binary: true }, () => {
      if (upstream.isPaused() && socket.bufferedAmount < HIGH_WATER / 2) upstream.resume();
    });
    if (socket.bufferedAmount > HIGH_WATER) upstream.pause();
  });
}

interface ViewerSide extends Pick<BridgeOptions, 'socket' | 'played' | 'log'> {
  readonly upstream: Duplex;
  readonly filter: RfbClientFilter;
}

function fromViewer({ socket, upstream, filter, played, log }: ViewerSide): void {
  let before: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  const isFull = () => underWay > HIGH_WATER / 4 || upstream.writableNeedDrain;
  const go = () => {
    if (socket.isPaused && !isFull()) socket.resume();
  };
  upstream.on('drain', go);
  socket.on('message', (data: RawData) => {
    try {
      const bytes = toBuffer(data);
      const passed = filter.push(bytes);
      const inTurn = Promise.all([before, played()]);
      underWay += bytes.length;
      const due = isOnlyRequests(passed) ? beforeRequest(inTurn) : inTurn;
      const written = due.then(() => {
        underWay -= bytes.length;
        if (passed.length > 0 && !upstream.destroyed) upstream.write(passed);
        go();
      });
      before = Promise.all([inTurn, written]);
      if (isFull()) socket.pause();
    } catch (error) {
      if (!(error instanceof RfbProtocolError)) throw error;
      log.warn('viewer refused', { reason: error.message });
      socket.close(POLICY_VIOLATION, error.message.slice(0, 120));
      upstream.destroy();
    }
  });
  socket.resume();
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
