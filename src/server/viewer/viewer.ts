import type { RunHead } from '../../agent/events.ts';
import { AskPanel } from './ask.ts';
import { ConfirmPanel } from './confirm-panel.ts';
import { Keyboard } from './keyboard.ts';
import { Mark } from './mark.ts';
import { element, elementOf, showNotice, showProblem, showStatus } from './page.ts';
import type { Panel } from './panel.ts';
import { Screen } from './screen.ts';
import { call, NoSession, openSession } from './session.ts';
import { lastPlace, statusOf, veilOf } from './situation.ts';
import type { Control, Health, Situation } from './situation.ts';
import { TaskLine } from './task-line.ts';

const POLL_MS = 1500;

let now: Situation = {
  live: false,
  wasLive: false,
  reachable: true,
  health: { status: 'starting', sandbox: 'unknown' },
  control: { holder: 'agent', yours: false },
  run: undefined,
};
let isOver = false;

// Whoever puts a token behind the address of this very page gets no new page for it.
window.addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});

try {
  await openSession();
  start();
} catch (error) {
  isOver = true;
  fail(error);
  if (!(error instanceof NoSession)) showStatus('The desktop does not answer; load this page again', 'bad');
}

function start(): void {
  const screen = new Screen((live) => {
    now = { ...now, live, wasLive: now.wasLive || live };
    show();
  });
  const mark = new Mark();
  const keyboard = new Keyboard((keysym) => screen.press(keysym));
  const panels: readonly Panel[] = [
    new AskPanel((id, text) => attempt(() => call(taskPath(id, 'answer'), { answer: text }))),
    new ConfirmPanel((id, answer) => attempt(() => call(taskPath(id, 'confirm'), answer))),
  ];
  const tasks = new TaskLine({
    step: (step) => mark.show(step === undefined ? undefined : lastPlace(step)),
    changed: () => void refresh(),
  });
  element('buttons').hidden = false;

  const hold = (): void => {
    const holder = now.control.yours ? 'agent' : 'human';
    void attempt(async () => {
      now = { ...now, control: await call<Control>('/v1/control', { holder }) };
    });
  };
  element('control').addEventListener('click', hold);
  // The desktop gets all other keys, Tab too: without this one a person at a keyboard could not leave it.
  const giveBackKey = (event: KeyboardEvent): void => {
    if (!event.ctrlKey || !event.altKey || event.code !== 'KeyG') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    hold();
    element('control').focus();
  };
  window.addEventListener('keydown', giveBackKey, { capture: true });
  onTask('stop', 'cancel');
  element('pause').addEventListener('click', () => {
    const { run } = now;
    if (run === undefined) return;
    void attempt(() => call(taskPath(run.id, run.state === 'paused' ? 'resume' : 'pause'), {}));
  });

  /** Asks how things stand, and shows it. */
  async function refresh(): Promise<void> {
    if (isOver) return;
    try {
      const [heads, control, health] = await Promise.all([
        call<readonly RunHead[]>('/v1/tasks'),
        call<Control>('/v1/control'),
        call<Health>('/healthz'),
      ]);
      now = { ...now, control, health, reachable: true, run: tasks.show(heads) };
    } catch (error) {
      if (error instanceof NoSession) {
        isOver = true;
        screen.stop();
        tasks.stop();
      }
      fail(error);
    }
    show();
    screen.viewOnly = !now.control.yours;
    keyboard.available = now.control.yours && now.live;
    for (const panel of panels) panel.show(now.run);
  }

  /** Does what a person asked for, then asks how things stand. Resolves with whether it worked. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      showProblem(undefined);
      return true;
    } catch (error) {
      if (error instanceof NoSession || error instanceof TypeError) fail(error);
      else showProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      await refresh();
    }
  }

  function onTask(button: string, what: string): void {
    element(button).addEventListener('click', () => {
      const { run } = now;
      if (run !== undefined) void attempt(() => call(taskPath(run.id, what), {}));
    });
  }

  const poll = async (): Promise<void> => {
    if (!document.hidden) await refresh();
    if (!isOver) setTimeout(() => void poll(), POLL_MS);
  };
  void poll();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void refresh();
  });
}

function taskPath(id: string, what: string): string {
  return `/v1/tasks/${encodeURIComponent(id)}/${what}`;
}

function show(): void {
  if (isOver) return;
  const { text, tone } = statusOf(now);
  showStatus(text, tone);
  const veil = veilOf(now);
  element('veil').hidden = veil === undefined;
  element('veil').textContent = veil ?? '';
  element('sandbox').hidden = now.health.sandbox !== 'off';
  element('control').textContent = now.control.yours ? 'Give back' : 'Take over';
  elementOf('control', HTMLButtonElement).disabled = !now.live;
  element('stop').hidden = now.run === undefined;
  element('pause').hidden = now.run === undefined;
  element('pause').textContent = now.run?.state === 'paused' ? 'Resume' : 'Pause';
}

function fail(error: unknown): void {
  if (!(error instanceof NoSession)) {
    now = { ...now, reachable: false };
    return;
  }
  showStatus('Not connected', 'bad');
  showNotice(
    'This link has expired',
    'A link opens the desktop once and only for a short time, so that nobody else can use it; what it opened lasts 12 hours. Get a new one:',
  );
}
