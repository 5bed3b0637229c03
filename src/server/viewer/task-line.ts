import type { RunEvent, RunHead, Totals } from '../../agent/events.ts';
import { element, showActivity } from './page.ts';

/** Shows the running task: what it is, its last step, its totals. Follows its events as they come. */
export class TaskLine {
  #following: { readonly id: string; readonly events: EventSource } | undefined;

  /** The task that runs now, if any. */
  get runningId(): string | undefined {
    return this.#following?.id;
  }

  /** Takes the newest list of tasks. */
  show(tasks: readonly RunHead[]): void {
    const running = tasks.find(({ state }) => state !== 'ended');
    const last = running ?? tasks.at(-1);
    element('stop').hidden = running === undefined;
    element('totals').hidden = last === undefined;
    if (last !== undefined) showTotals(last.totals);
    if (running === undefined) {
      this.#unfollow();
      showActivity(last === undefined ? 'No task is running.' : endOf(last));
    } else if (this.#following?.id !== running.id) {
      this.#unfollow();
      showActivity(running.task);
      this.#follow(running);
    }
  }

  #follow({ id, task }: RunHead): void {
    const events = new EventSource(`/v1/tasks/${encodeURIComponent(id)}/events`);
    this.#following = { id, events };
    const on = (type: RunEvent['type'], show: (event: RunEvent) => void) =>
      events.addEventListener(type, ({ data }: MessageEvent<string>) => show(JSON.parse(data) as RunEvent));
    on('step', (event) => {
      if (event.type !== 'step') return;
      showTotals(event.totals);
      const done = event.step.actions.map(({ name, target }) => (target ? `${name} “${target.name}”` : name));
      showActivity(`${task} · ${done.join(', ') || event.step.thought}`);
    });
    on('progress', (event) => {
      if (event.type === 'progress') showActivity(`${task} · ${event.message}`);
    });
    on('ended', (event) => {
      events.close();
      if (event.type === 'ended') showActivity(endOf(event.run));
    });
  }

  #unfollow(): void {
    this.#following?.events.close();
    this.#following = undefined;
  }
}

function showTotals({ steps, costUsd }: Totals): void {
  element('steps').textContent = String(steps);
  element('cost').textContent = costUsd === 0 ? '$0' : `$${costUsd.toFixed(4)}`;
}

function endOf({ task, outcome, result, error }: RunHead): string {
  const words = {
    done: 'done',
    failed: 'failed',
    limit: 'stopped at a limit',
    cancelled: 'cancelled',
    needs_user: 'needs you',
  };
  const what = error?.message ?? result;
  return `${task} · ${outcome === undefined ? 'ended' : words[outcome]}${what === undefined ? '' : `: ${what}`}`;
}
