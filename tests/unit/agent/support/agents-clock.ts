import { vi } from 'vitest';
import type { Pace } from '../../../../src/models/retry.ts';

/**
 * One clock for agents and server, which passes only while every agent that still runs waits: what a minute's limit means can
 * be tested without waiting a minute. Date stands still otherwise.
 */
export class AgentsClock implements Pace {
  #running: number;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(agents: number) {
    this.#running = agents;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
  }

  now(): number {
    return Date.now();
  }

  random(): number {
    return 0;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ at: Date.now() + ms, wake: resolve });
      this.#pass();
    });
  }

  /** An agent's run has ended. */
  ended(): void {
    this.#running--;
    this.#pass();
  }

  #pass(): void {
    if (this.#sleepers.length === 0 || this.#sleepers.length < this.#running) return;
    const next = Math.min(...this.#sleepers.map(({ at }) => at));
    const due = this.#sleepers.filter(({ at }) => at <= next);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > next);
    vi.setSystemTime(next);
    for (const { wake } of due) wake();
  }
}
