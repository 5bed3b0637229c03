interface TimedAnimation {
  readonly playState: string;
  readonly startTime: unknown;
  readonly currentTime: unknown;
  readonly playbackRate: number;
  readonly timeline: { readonly currentTime: unknown } | null;
  readonly effect: { getComputedTiming(): { readonly endTime?: unknown } } | null;
}

interface IsolatedDocument {
  addEventListener(type: string, listener: (event: { readonly data: string }) => void): void;
  dispatchEvent(event: object): boolean;
  getAnimations(): readonly TimedAnimation[];
}

/** What the scripts use of a window, in its isolated world. */
interface IsolatedWindow {
  readonly document: IsolatedDocument;
  readonly performance: { now(): number };
  readonly Event: new (type: string) => object;
  addEventListener(
    type: string,
    listener: (event: { readonly isTrusted: boolean }) => void,
    options: { capture: true; passive: true },
  ): void;
  setTimeout(callback: () => void, ms: number): unknown;
}

/**
 * Runs in the isolated world at the start of each document. Tells by the binding when the page begins to handle an event
 * of the user (`begin`) and when its handlers are through (`end`), and passes on what the page's own world tells.
 */
export function watchInput(secret: string, binding: string): void {
  const INPUT =
    'pointerdown pointerup click auxclick dblclick contextmenu mouseover mousemove keydown keyup beforeinput input change submit wheel dragstart dragover drop paste';
  // A page scrolls by itself too; only what follows input soon is taken for its result. In ms.
  const SCROLL_AFTER = 1000;
  // Longer than the page's own world stays armed needs no end of its own. In ms.
  const HANDLED = 4;

  const page = globalThis as unknown as IsolatedWindow & Record<string, (text: string) => void>;
  const { document, performance } = page;
  let inputAt = -Infinity;
  let isTold = false;
  const say = (text: string): void => page[binding]?.(text);
  const arm = (): void => void document.dispatchEvent(new page.Event(secret));
  const end = (): void => {
    isTold = false;
    say('end');
  };
  const begin = ({ isTrusted }: { readonly isTrusted: boolean }): void => {
    if (!isTrusted) return;
    inputAt = performance.now();
    arm();
    if (isTold) return;
    isTold = true;
    say('begin');
    page.setTimeout(end, HANDLED);
  };
  const options = { capture: true, passive: true } as const;
  for (const type of INPUT.split(' ')) page.addEventListener(type, begin, options);
  const scrolled = (): void => {
    if (performance.now() - inputAt < SCROLL_AFTER) arm();
  };
  page.addEventListener('scroll', scrolled, options);
  document.addEventListener(`${secret}+`, ({ data }) => say(data));
}

/** Milliseconds until the last animation ends that began within the last `agoMs` and does end; 0 when there is none. */
export function animationsLeft(agoMs: number): number {
  const { document } = globalThis as unknown as IsolatedWindow;
  let longest = 0;
  for (const {
    playState,
    startTime,
    currentTime,
    playbackRate,
    timeline,
    effect,
  } of document.getAnimations()) {
    const end = effect?.getComputedTiming().endTime;
    const now = timeline?.currentTime;
    if (playState !== 'running' || typeof end !== 'number' || !Number.isFinite(end) || playbackRate <= 0)
      continue;
    // A page's scroll position may stand in for time.
    if (typeof now !== 'number' || typeof currentTime !== 'number') continue;
    if (typeof startTime === 'number' && now - startTime > agoMs) continue;
    longest = Math.max(longest, (end - currentTime) / playbackRate);
  }
  return longest;
}
