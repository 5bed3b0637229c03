/** What the script uses of a page's window; declared here so that it stays unknown to the rest of the program. */
interface PageWindow {
  readonly document: object;
  readonly performance: { now(): number };
  readonly EventTarget: { readonly prototype: Record<'addEventListener' | 'dispatchEvent', Native> };
  readonly CompositionEvent: new (type: string, init: { data: string }) => object;
  readonly Worker?: { readonly prototype: { postMessage: Native } };
  setTimeout: Native;
  setInterval: Native;
  clearTimeout: Native;
  clearInterval: Native;
  requestIdleCallback: Native;
  cancelIdleCallback: Native;
}

type Native = (this: unknown, ...given: unknown[]) => unknown;
type Call = (target: Native, self: unknown, given: unknown[]) => unknown;

/**
 * Runs in the page's own world at the start of each document. For the few milliseconds in which the page handles an
 * event of the user, and the timers that came of it, it stands before the page's timer functions (idle callbacks included) and tells what is still
 * to come of that event: `+ID MS` (within so many ms) and `-ID` (it has come). At all other times the page has its own
 * functions. It tells by an event whose name only the isolated world knows; the page cannot see any of it.
 */
export function followTimers(secret: string): void {
  // After so long what an event has set going counts as endless; longer timers and periods are not waited for. In ms.
  const FOLLOWED = 1200;
  const LONGEST = 600;
  const LONGEST_PERIOD = 250;
  const LONGEST_WORK = 500;
  // A busy page has no idle time for long; the callback's own time-out is kept to if it is shorter.
  const LONGEST_BUSY = 600;
  const SHORTEST = 15;
  // Until microtasks and what follows them at once have run.
  const ARMED = 4;

  const page = globalThis as unknown as PageWindow;
  const { document, performance, EventTarget, CompositionEvent } = page;
  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const { setTimeout, clearTimeout } = page;
  const { apply } = Reflect;
  const following = new Map<unknown, number>();
  let serial = 0;
  let origin = 0;
  let timer: unknown;
  let restore: (() => void) | undefined;

  const tell = (data: string): void => {
    apply(dispatchEvent, document, [new CompositionEvent(`${secret}+`, { data })]);
  };
  const left = (from: number): number => from + FOLLOWED - performance.now();

  /** Puts a function in the place of a page's one; returns what puts the page's back, unless the page has put in another. */
  const replace = <K extends string>(holder: Record<K, Native>, name: K, call: Call): (() => void) => {
    const original = holder[name];
    const ours: Native = new Proxy(original, { apply: call });
    holder[name] = ours;
    return () => {
      if (holder[name] === ours) holder[name] = original;
    };
  };

  const arm = (from: number): void => {
    if (left(from) <= 0) return;
    origin = from;
    restore ??= standBefore();
    apply(clearTimeout, page, [timer]);
    timer = apply(setTimeout, page, [disarm, ARMED]);
  };
  const disarm = (): void => {
    restore?.();
    restore = undefined;
  };

  /** The callback, followed by what it sets going itself. */
  const followed = (callback: Native, from: number, after: () => void): Native =>
    function (this: unknown, ...given) {
      arm(from);
      try {
        return apply(callback, this, given);
      } finally {
        after();
      }
    };

  const later: Call = (target, self, given) => {
    const [callback, delay, ...rest] = given;
    const ms = Math.max(0, Number(delay) || 0);
    const from = origin;
    if (typeof callback !== 'function' || ms > LONGEST || ms > left(from)) return apply(target, self, given);
    const id = ++serial;
    if (ms >= SHORTEST) tell(`+${id} ${ms}`);
    const handle = apply(target, self, [
      followed(callback as Native, from, () => forget(handle)),
      delay,
      ...rest,
    ]);
    following.set(handle, id);
    return handle;
  };
  const again: Call = (target, self, given) => {
    const [callback, delay, ...rest] = given;
    const from = origin;
    if (typeof callback !== 'function' || !(Number(delay) <= LONGEST_PERIOD))
      return apply(target, self, given);
    const id = ++serial;
    tell(`+${id} ${left(from)}`);
    const handle = apply(target, self, [followed(callback as Native, from, () => {}), delay, ...rest]);
    following.set(handle, id);
    return handle;
  };
  const idle: Call = (target, self, given) => {
    const [callback, options] = given;
    const from = origin;
    if (typeof callback !== 'function' || left(from) <= 0) return apply(target, self, given);
    const timeout = Number((options as { readonly timeout?: unknown } | undefined)?.timeout) || LONGEST_BUSY;
    const id = ++serial;
    tell(`+${id} ${Math.min(timeout, LONGEST_BUSY, left(from))}`);
    // What it sets going itself is not followed: pages do their upkeep in idle callbacks that ask for the next one.
    const handle = apply(target, self, [
      function (this: unknown, ...deadline: unknown[]) {
        try {
          return apply(callback as Native, this, deadline);
        } finally {
          forget(idleKey(handle));
        }
      },
      options,
    ]);
    following.set(idleKey(handle), id);
    return handle;
  };
  // Idle callbacks and timers are numbered each for themselves.
  const idleKey = (handle: unknown): string => `idle ${String(handle)}`;
  const dropIdle: Call = (target, self, given) => {
    forget(idleKey(given[0]));
    return apply(target, self, given);
  };
  const forget = (handle: unknown): void => {
    const id = following.get(handle);
    if (id !== undefined && following.delete(handle)) tell(`-${id}`);
  };
  const stop: Call = (target, self, given) => {
    forget(given[0]);
    return apply(target, self, given);
  };
  const post: Call = (target, self, given) => {
    const id = ++serial;
    const from = origin;
    tell(`+${id} ${LONGEST_WORK}`);
    const answered = (): void => {
      arm(from);
      tell(`-${id}`);
    };
    apply(addEventListener, self, ['message', answered, { once: true }]);
    return apply(target, self, given);
  };

  const standBefore = (): (() => void) => {
    const undo = [
      replace(page, 'setTimeout', later),
      replace(page, 'setInterval', again),
      replace(page, 'clearTimeout', stop),
      replace(page, 'clearInterval', stop),
      replace(page, 'requestIdleCallback', idle),
      replace(page, 'cancelIdleCallback', dropIdle),
      ...(page.Worker === undefined ? [] : [replace(page.Worker.prototype, 'postMessage', post)]),
    ];
    return () => {
      for (const each of undo) each();
    };
  };

  apply(addEventListener, document, [secret, () => arm(performance.now())]);
}
