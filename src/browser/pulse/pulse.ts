import { randomBytes } from 'node:crypto';
import type { CdpSession } from '../cdp/session.ts';
import { WORLD } from '../page/source.ts';
import type { Tab } from '../tab.ts';
import type { Holds } from './holds.ts';
import { animationsLeft, watchInput } from './isolated-world.ts';
import { followTimers } from './main-world.ts';

const BINDING = '__deskhandPulse';
/** The name of the event between a page's two worlds; no page can know it. */
const SECRET = `p${randomBytes(12).toString('hex')}`;
/** How long the handlers of one event may take before they no longer hold up anything, in ms. */
const HANDLERS_MS = 2000;
/** A timer may fire late on a busy page, and what it tells takes its way, in ms. */
const LATE_MS = 60;
/** After its end an animation needs a frame to show its last state, in ms. */
const FRAME_MS = 20;
/** A page that does not answer is doing something, but no one waits for it longer, in ms. */
const PROBE_MS = 400;

const MAIN_SOURCE = `(${followTimers.toString()})(${JSON.stringify(SECRET)})`;
const ISOLATED_SOURCE = `(${watchInput.toString()})(${JSON.stringify(SECRET)}, ${JSON.stringify(BINDING)})`;

/** Has the session's documents tell what the user's input sets going in them: see main-world.ts and isolated-world.ts. */
export async function watchPulse(session: CdpSession, holds: Holds, changed: () => void): Promise<void> {
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== BINDING) return;
    take(holds, `${session.id} ${executionContextId}`, payload);
    changed();
  });
  const bind = (): Promise<unknown> =>
    session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD });
  // Without Runtime.enable, which pages could notice, Chromium gives a binding only to the worlds that there are.
  const bindAgain = (): void => void bind().catch(() => {}); // the tab has gone
  session.on('Page.frameNavigated', bindAgain);
  session.on('Page.frameStoppedLoading', bindAgain);
  await Promise.all([
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: MAIN_SOURCE, runImmediately: true }),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: ISOLATED_SOURCE,
      worldName: WORLD,
      runImmediately: true,
    }),
    bind(),
  ]);
}

/** Asks the page whether animations that began since are still to end; that it answers means that it is not at work. */
export async function probePulse(tab: Tab, agoMs: number): Promise<void> {
  const expression = `(${animationsLeft.toString()})(${agoMs})`;
  const signal = tab.interrupted;
  try {
    const { result } = await tab.worlds.evaluate(tab.mainFrameId, expression, true, {
      timeoutMs: PROBE_MS,
      signal,
    });
    const left = typeof result.value === 'number' ? result.value : 0;
    if (left > 0) tab.holds.hold('animations', left + FRAME_MS);
  } catch {
    // It is loading, hangs, has a dialog or is gone: each is noticed in its own way.
  }
}

/** Takes in one message of a page: `begin`, `end`, `+ID MS`, `-ID`. */
function take(holds: Holds, page: string, text: string): void {
  if (text === 'begin') return holds.hold(page, HANDLERS_MS, 'always');
  if (text === 'end') return holds.release(page);
  const [, sign, id, ms] = /^([+-])(\d+)(?: ([\d.]+))?$/.exec(text) ?? [];
  if (sign === '+') holds.hold(`${page} ${id}`, Number(ms) + LATE_MS);
  else if (sign === '-') holds.release(`${page} ${id}`);
}
