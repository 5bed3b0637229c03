import type { Gate, PaidCall } from '../../models/gate.ts';

/** An answer that was paid for. */
export interface PaidAnswer extends Pick<PaidCall, 'model' | 'usage' | 'ticks'> {
  /** From the leave to ask until it was whole, in ms. */
  readonly ms: number;
}

/** The same gate; `counted` is told of each answer that was paid for, once, whether or not it can be booked. */
export function countedGate(gate: Gate, counted: (answer: PaidAnswer) => void): Gate {
  return {
    async enter(call, signal, onWait) {
      const pass = await gate.enter(call, signal, onWait);
      const asked = performance.now();
      return {
        answered(paid, learned) {
          const { model, usage, ticks } = paid;
          counted({ model, usage, ticks, ms: performance.now() - asked });
          return pass.answered(paid, learned);
        },
        failed: (learned, pauseMs) => pass.failed(learned, pauseMs),
      };
    },
  };
}
