import type { RecordedFrame } from '../runs/record.ts';
import type { RunHead, Step } from './events.ts';

/** Where a run's happenings go. */
export interface RunSink {
  /** Keeps a picture and gives its path; 0 is the screen before the first step. */
  frame(step: number, frame: RecordedFrame): Promise<string>;
  step(step: Step): Promise<void>;
  /** A sentence for whoever watches. */
  progress(message: string): void;
  state(state: RunHead['state']): void;
}
