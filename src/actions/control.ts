/** Who may move the pointer and press keys. */
export type Holder = 'agent' | 'human';

/**
 * Who holds the desktop: the agent, until a person takes over in the viewer. While a person holds it, actions that
 * change something are refused with `human_in_control`, and the VNC bridge lets that person's input through.
 */
export class ControlLease {
  #holder: Holder = 'agent';
  readonly #listeners = new Set<(holder: Holder) => void>();

  get holder(): Holder {
    return this.#holder;
  }

  /** A person takes over. */
  take(): void {
    this.#set('human');
  }

  /** The agent has the desktop again. */
  give(): void {
    this.#set('agent');
  }

  /** Calls `listener` at each change of hands; returns the unsubscribe function. */
  onChange(listener: (holder: Holder) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(holder: Holder): void {
    if (this.#holder === holder) return;
    this.#holder = holder;
    for (const listener of this.#listeners) listener(holder);
  }
}
