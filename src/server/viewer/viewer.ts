import type { RunHead } from '../../agent/events.ts';
import { ConfirmPanel } from './confirm-panel.ts';
import { element, showNotice, showStatus } from './page.ts';
import { Screen } from './screen.ts';
import { call, NoSession, openSession } from './session.ts';
import { TaskLine } from './task-line.ts';

const POLL_MS = 1500;

interface Control {
  readonly holder: 'agent' | 'human';
  readonly yours: boolean;
}

interface Health {
  readonly status: string;
  readonly sandbox: string;
}

const tasks = new TaskLine();
const confirmation = new ConfirmPanel((error) => fail(error));
let live = false;
let control: Control = { holder: 'agent', yours: false };
let health: Health = { status: 'starting', sandbox: 'unknown' };

try {
  await openSession();
  start();
} catch (error) {
  fail(error);
}

function start(): void {
  const screen = new Screen((isLive) => {
    live = isLive;
    show();
  });
  element('buttons').hidden = false;
  element('control').addEventListener('click', () => {
    void attempt(async () => {
      control = await call<Control>('/v1/control', { holder: control.yours ? 'agent' : 'human' });
      screen.viewOnly = !control.yours;
    });
  });
  element('stop').addEventListener('click', () => {
    const id = tasks.runningId;
    if (id !== undefined) void attempt(() => call(`/v1/tasks/${encodeURIComponent(id)}/cancel`, {}));
  });
  const poll = async () => {
    if (!document.hidden) await attempt(() => refresh(screen));
    setTimeout(() => void poll(), POLL_MS);
  };
  void poll();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void attempt(() => refresh(screen));
  });
}

async function refresh(screen: Screen): Promise<void> {
  const [heads, holder, state] = await Promise.all([
    call<readonly RunHead[]>('/v1/tasks'),
    call<Control>('/v1/control'),
    call<Health>('/healthz'),
  ]);
  control = holder;
  health = state;
  screen.viewOnly = !control.yours;
  tasks.show(heads);
  confirmation.show(heads);
}

/** Does something, then shows how things stand, also when it failed. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
    show();
  } catch (error) {
    fail(error);
  }
}

function show(): void {
  element('sandbox').hidden = health.sandbox !== 'off';
  element('control').textContent = control.yours ? 'Give back' : 'Take over';
  if (!live)
    return showStatus(health.status === 'ok' ? 'Connecting…' : `The desktop is ${health.status}`, 'waiting');
  if (control.yours) return showStatus('You have control', 'human');
  if (control.holder === 'human') return showStatus('Another person has control', 'human');
  showStatus(tasks.runningId === undefined ? 'Live · view only' : 'The agent is working · view only', 'live');
}

function fail(error: unknown): void {
  if (!(error instanceof NoSession)) {
    return showStatus(error instanceof TypeError ? 'The desktop does not answer' : String(error), 'bad');
  }
  showStatus('Not connected', 'bad');
  showNotice(
    'This link has expired',
    'A link opens the desktop once and only for a short time, so that nobody else can use it. Get a new one:',
  );
}
