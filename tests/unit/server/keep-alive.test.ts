import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { keepAlive } from '../../../src/server/web-sockets.ts';

const TICK_MS = 15_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const [ping, terminate] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const socket = Object.assign(new EventEmitter(), { isPaused: false, ping, terminate });
  const stop = keepAlive(socket as unknown as WebSocket);
  return { socket, stop };
}

test('a peer that does not answer a ping is cut off by the next one', () => {
  const { socket, stop } = setUp();
  vi.advanceTimersByTime(TICK_MS);
  expect(socket.ping).toHaveBeenCalledOnce();
  expect(socket.terminate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(TICK_MS);
  expect(socket.terminate).toHaveBeenCalledOnce();
  stop();
});

test('a peer is kept whose answers cannot be read because its socket is paused, and asked again afterwards', () => {
  const { socket, stop } = setUp();
  vi.advanceTimersByTime(TICK_MS);
  socket.isPaused = true;
  vi.advanceTimersByTime(TICK_MS * 4);
  socket.isPaused = false;
  vi.advanceTimersByTime(TICK_MS);
  expect(socket.terminate).not.toHaveBeenCalled();
  expect(socket.ping).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(TICK_MS);
  expect(socket.terminate).toHaveBeenCalledOnce();
  stop();
});

test('whatever a peer says shows that it is there', () => {
  const { socket, stop } = setUp();
  for (const word of ['pong', 'message']) {
    vi.advanceTimersByTime(TICK_MS);
    socket.emit(word);
  }
  vi.advanceTimersByTime(TICK_MS);
  expect(socket.terminate).not.toHaveBeenCalled();
  stop();
});
