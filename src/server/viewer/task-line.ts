import type { RunEvent, RunHead, Step, Totals } from '../../agent/events.ts';
import { element, showActivity } from './page.ts';
import { endOf, stepText } from './situation.ts';

/** What the line tells others of. */
export interface TaskListener {
  /** A step has been done; undefined: none is to be shown any more. */
  step(step: Step | undefined): void;
  /** Something may have changed that the list of tasks tells. */
  changed(): void;
}

/** Shows the running task: what it is, its last step, its totals. Follows its events as they come. */
export class TaskLine {
  readonly #listener: TaskListener;
  #following: { readonly id: string; readonly events: EventSource } | undefined;

  constructor(listener: TaskListener) {
    this.#listener = listener;
  }

  /** Takes the newest list of tasks and gives the one that runs, if any. */
  show(tasks: readonly RunHead[]): RunHead | undefined {
    const running = tasks.find(({ state }) => state !== 'ended');
    const last = running ?? tasks.at(-1);
    element('totals').hidden = last === undefined;
    if (last !== undefined) showTotals(last.totals);
    if (running === undefined) {
      this.stop();
      showActivity(last === undefined ? 'No task is running.' : endOf(last));
    } else if (this.#following?.id !== running.id) {
      this.stop();
      showActivity(running.task);
      this.#follow(running);
    }
    return running;
  }

  /** Follows nothing any more. */
  stop(): void {
    this.#following?.events.close();
    if (this.#following !== undefined) this.#listener.step(undefined);
    this.#following = undefined;
  }

  #follow({ id, task }: RunHead): void {
    const events = new EventSource(`/v1/tasks/${encodeURIComponent(id)}/events`);
    this.#following = { id, events };
    for (const type of ['step', 'progress', 'question', 'ended'] as const) {
      events.addEventListener(type, ({ data }: MessageEvent<string>) => {
        this.#took(task, JSON.parse(data) as RunEvent);
      });
    }
  }

  #took(task: string, event: RunEvent): void {
    if (event.type === 'step') {
      showTotals(event.totals);
      showActivity(`${task} · ${stepText(event.step)}`);
      this.#listener.step(event.step);
      return;
    }
    if (event.type === 'progress') showActivity(`${task} · ${event.message}`);
    if (event.type === 'ended') {
      this.stop();
      showActivity(endOf(event.run));
    }
    this.#listener.changed();
  }
}

function showTotals({ steps, costUsd }: Totals): void {
  element('steps').textContent = String(steps);
  element('cost').textContent = costUsd === 0 ? '$0' : `$${costUsd.toFixed(4)}`;
}
