/** Who may move the pointer and press keys. */
export type Holder = 'agent' | 'human';

/** What a person put in while they held the desktop, as counts: what was typed or pasted is nowhere kept. */
export interface PersonInput {
  /** Presses of a mouse button. */
  readonly clicks: number;
  /** Notches of the wheel. */
  readonly scrolls: number;
  /** Characters typed. */
  readonly characters: number;
  /** Other keys and shortcuts, modifiers alone not counted. */
  readonly keys: number;
  /** Texts put on the clipboard. */
  readonly pastes: number;
}

/** One time that a person held the desktop. */
export interface Handover {
  /** How long, in whole seconds. */
  readonly seconds: number;
  readonly input: PersonInput;
}

/** Nothing at all. */
export const NO_INPUT: PersonInput = { clicks: 0, scrolls: 0, characters: 0, keys: 0, pastes: 0 };

/**
 * Whoever gets the desktop waits at most this long for what the one before has begun, in ms. Keys that are cut off end once their
 * program has answered, within 5 s; a paste is called off at once. What goes on for longer must not keep a person from the desktop.
 */
export const HAND_OVER_MS = 6000;

// Of whoever asks so seldom that there are more, only the latest matter.
const MOST_HANDOVERS = 50;

/**
 * Who holds the desktop: the agent, until a person takes over in the viewer. While a person holds it, actions that
 * change something are refused with `human_in_control`, and the VNC bridge lets that person's input through.
 */
export class ControlLease {
  #holder: Holder = 'agent';
  readonly #listeners = new Set<(holder: Holder) => void>();
  readonly #now: () => number;
  #takenAt = 0;
  #given = 0;
  readonly #handovers: Handover[] = [];
  #ready: Promise<void> = Promise.resolve();

  /** `now` in ms, steadily rising. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get holder(): Holder {
    return this.#holder;
  }

  /** How many times a person has given the desktop back. */
  get handovers(): number {
    return this.#given;
  }

  /** The handovers after the first `count` ones, oldest first, 50 at most. */
  handoversSince(count: number): readonly Handover[] {
    const fresh = Math.min(this.#given - count, this.#handovers.length);
    return fresh <= 0 ? [] : this.#handovers.slice(-fresh);
  }

  /** A person takes over. */
  take(): void {
    if (this.#holder === 'human') return;
    this.#takenAt = this.#now();
    this.#set('human');
  }

  /** The agent has the desktop again; `input` is what the person did meanwhile. */
  give(input: PersonInput = NO_INPUT): void {
    if (this.#holder === 'agent') return;
    this.#given++;
    this.#handovers.push({ seconds: Math.round((this.#now() - this.#takenAt) / 1000), input });
    if (this.#handovers.length > MOST_HANDOVERS) this.#handovers.shift();
    this.#set('agent');
  }

  /** Calls `listener` at each change of hands; returns the unsubscribe function. */
  onChange(listener: (holder: Holder) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keeps whoever has the desktop now from putting anything in until `work` has ended, well or not, or {@link HAND_OVER_MS} have passed. */
  holdOff(work: Promise<unknown>): void {
    this.#ready = over([this.#ready, work]);
  }

  /** Resolves once everything has ended that input has to wait for ({@link holdOff}). Never rejects. */
  ready(): Promise<void> {
    return this.#ready;
  }

  #set(holder: Holder): void {
    this.#holder = holder;
    for (const listener of this.#listeners) listener(holder);
  }
}

/** Resolves once all of these have ended, well or not, or after {@link HAND_OVER_MS}. */
export async function over(works: Iterable<Promise<unknown>>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, HAND_OVER_MS).unref();
  await Promise.race([Promise.allSettled(works), late]);
  clearTimeout(timer);
}
