import type { WindowManager } from '../window-manager-check.ts';
import type { Command, ProcessSpec } from '../supervisor/process-spec.ts';

/** What the window manager needs. */
export interface WindowManagerOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once a window manager owns the display (EWMH `_NET_SUPPORTING_WM_CHECK`). */
  readonly managed: (signal: AbortSignal) => Promise<WindowManager>;
  /** Asks it whether it serves: rejects only when that is its own fault. */
  readonly ask: (manager: WindowManager) => Promise<void>;
}

/** Matchbox: every window whole-screen without a title bar; dialogs keep their own size and place. */
export function windowManagerCommand(env: Readonly<Record<string, string>>): Command {
  return {
    file: 'matchbox-window-manager',
    args: [
      '-use_titlebar',
      'no',
      '-use_cursor',
      'yes',
      '-use_dialog_mode',
      'free',
      '-use_desktop_mode',
      'plain',
    ],
    env,
  };
}

/** The window manager. */
export function windowManager({ env, managed, ask }: WindowManagerOptions): ProcessSpec {
  let manager: WindowManager | undefined;
  return {
    name: 'window-manager',
    needs: ['xvfb'],
    after: [],
    onDemand: false,
    essential: true,
    restart: { maxFailures: 8, healthyAfterMs: 5000 },
    readyWithinMs: 5000,
    stopWithinMs: 300,
    pulse: {
      everyMs: 500,
      silentLooks: 5,
      patientLooks: 16,
      ask: async () => manager && ask(manager),
    },
    command: () => windowManagerCommand(env),
    async ready(_child, signal) {
      const own = await managed(signal);
      manager = own;
      return async () => own.close();
    },
  };
}
