import { createContext, Script } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followTimers } from '../../../../src/browser/pulse/main-world.ts';

class CompositionEvent extends Event {
  readonly data: string;
  constructor(type: string, { data }: { data: string }) {
    super(type);
    this.data = data;
  }
}

class Worker extends EventTarget {
  postMessage(): void {
    setTimeout(() => this.dispatchEvent(new Event('message')), 50);
  }
}

/** A page whose idle time comes after 200 ms, or when the callback's time is out; its handles are numbers, as its timers' are. */
function idleCallbacks() {
  const pending = new Map<number, NodeJS.Timeout>();
  return {
    requestIdleCallback(callback: (deadline: string) => void, options?: { timeout?: number }) {
      const handle = pending.size + 1;
      pending.set(
        handle,
        setTimeout(() => callback('deadline'), Math.min(200, options?.timeout ?? 200)),
      );
      return handle;
    },
    cancelIdleCallback: (handle: number) => clearTimeout(pending.get(handle)),
  };
}

/** A page with the script in it, what it tells, and a way to run a handler as the page would on an event of the user. */
function page() {
  const document = new EventTarget();
  const told: string[] = [];
  document.addEventListener('secret+', (event) => told.push((event as CompositionEvent).data));
  const context = createContext({
    document,
    performance: { now: () => performance.now() },
    EventTarget,
    CompositionEvent,
    Worker,
    // Handles are objects in Node and numbers in a page; the script only hands them on.
    setTimeout: (callback: unknown, ...given: [number]) =>
      setTimeout(typeof callback === 'function' ? (callback as () => void) : () => {}, ...given),
    setInterval: (callback: () => void, ms: number) => setInterval(() => callback(), ms),
    clearTimeout: (handle: NodeJS.Timeout) => clearTimeout(handle),
    clearInterval: (handle: NodeJS.Timeout) => clearInterval(handle),
    ...idleCallbacks(),
  });
  const run = (code: string): unknown => new Script(code).runInContext(context);
  run(
    `const before = [setTimeout, setInterval, clearTimeout, clearInterval, requestIdleCallback, cancelIdleCallback, Worker.prototype.postMessage]`,
  );
  run(`(${followTimers.toString()})('secret')`);
  return {
    told,
    run,
    handle: (code: string) => {
      document.dispatchEvent(new Event('secret'));
      run(code);
    },
    isUntouched: () =>
      run(
        `before.every((f, i) => f === [setTimeout, setInterval, clearTimeout, clearInterval, requestIdleCallback, cancelIdleCallback, Worker.prototype.postMessage][i])`,
      ),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a timer that a handler sets is told, and that it has fired', () => {
  const { told, handle } = page();
  handle(`setTimeout(() => {}, 400)`);
  expect(told).toEqual(['+1 400']);
  vi.advanceTimersByTime(399);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['+1 400', '-1']);
});

test('the timers of timers are followed, with their arguments', () => {
  const { told, handle, run } = page();
  handle(
    `globalThis.got = []; const step = (left) => { got.push(left); if (left > 0) setTimeout(step, 100, left - 1) }; setTimeout(step, 100, 2)`,
  );
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['+1 100', '+2 100', '-1', '+3 100', '-2', '-3']);
  expect(run(`got.join()`)).toBe('2,1,0');
});

test('a timer that is cleared by a later handler is over', () => {
  const { told, handle } = page();
  handle(`globalThis.timer = setTimeout(() => {}, 300)`);
  vi.advanceTimersByTime(100);
  handle(`clearTimeout(timer)`);
  expect(told).toEqual(['+1 300', '-1']);
});

test('an idle callback is told with the time that it may take at most, and that it has come', () => {
  const { told, handle, run } = page();
  handle(`requestIdleCallback((given) => { globalThis.got = given })`);
  handle(`requestIdleCallback(() => {}, { timeout: 150 })`);
  expect(told).toEqual(['+1 600', '+2 150']);
  vi.advanceTimersByTime(250);
  expect(told).toEqual(['+1 600', '+2 150', '-2', '-1']);
  expect(run(`got`)).toBe('deadline');
});

test('an idle callback that is cancelled is over, a timer of the same number goes on', () => {
  const { told, handle } = page();
  handle(`globalThis.idle = requestIdleCallback(() => {}); globalThis.timer = setTimeout(() => {}, 100)`);
  handle(`cancelIdleCallback(idle)`);
  expect(told).toEqual(['+1 600', '+2 100', '-1']);
});

test('of idle callbacks that ask for the next one only the first is told', () => {
  const { told, handle } = page();
  handle(`const next = () => requestIdleCallback(next); next()`);
  vi.advanceTimersByTime(5000);
  expect(told).toEqual(['+1 600', '-1']);
});

test('an interval holds until its own callback clears it', () => {
  const { told, handle } = page();
  handle(`let n = 0; const timer = setInterval(() => { if (++n === 3) clearInterval(timer) }, 60)`);
  expect(told).toEqual(['+1 1200']);
  vi.advanceTimersByTime(180);
  expect(told).toEqual(['+1 1200', '-1']);
});

test('a message to a worker holds until the answer', () => {
  const { told, handle } = page();
  handle(`new Worker().postMessage(1)`);
  expect(told).toEqual(['+1 500']);
  vi.advanceTimersByTime(50);
  expect(told).toEqual(['+1 500', '-1']);
});

test.each([
  ['longer than anyone waits', `setTimeout(() => {}, 601)`],
  ['over at once', `setTimeout(() => {}, 5)`],
  ['slow intervals', `setInterval(() => {}, 1000)`],
  ['code as text', `setTimeout('1', 100)`],
])('timers are left alone that are %s', (_, code) => {
  const { told, handle } = page();
  handle(code);
  expect(told).toEqual([]);
});

test('a chain without end is followed for little more than a second', () => {
  const { told, handle } = page();
  handle(`const tick = () => setTimeout(tick, 100); tick()`);
  vi.advanceTimersByTime(5000);
  expect(told.filter((text) => text.startsWith('+'))).toHaveLength(12);
});

test('but for the moment of an event the page has its own functions, and what it sets then is not told', () => {
  const { told, handle, isUntouched, run } = page();
  expect(isUntouched()).toBe(true);
  handle('');
  expect(isUntouched()).toBe(false);
  vi.advanceTimersByTime(4);
  expect(isUntouched()).toBe(true);
  run(`setTimeout(() => {}, 100)`);
  vi.advanceTimersByTime(200);
  expect(told).toEqual([]);
});

test('a function that the page has put in meanwhile stays', () => {
  const { handle, run } = page();
  handle(`globalThis.mine = () => 1; setTimeout = mine`);
  vi.advanceTimersByTime(4);
  expect(run(`setTimeout === mine`)).toBe(true);
});

test('an error in a callback is the page’s own, and the timer is over', () => {
  const { told, handle } = page();
  handle(`setTimeout(() => { throw new Error('mine') }, 100)`);
  expect(() => vi.advanceTimersByTime(100)).toThrow('mine');
  expect(told).toEqual(['+1 100', '-1']);
});
