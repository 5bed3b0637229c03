import type { Browser } from '../browser/browser.ts';
import type { Desktop } from '../desktop/desktop.ts';
import type { Health } from '../server/deps.ts';
import type { ProcessStatus } from './supervisor/process-spec.ts';

const PROBE_MS = 1500;
/** `/healthz` is open to everyone: however often it is asked, the desktop is probed once in this time. */
const FRESH_MS = 500;

/** What health is made from. */
export interface HealthSources {
  readonly display: string;
  readonly processes: () => readonly ProcessStatus[];
  /** Names of the processes without which the desktop does not work. */
  readonly essential: readonly string[];
  readonly sandbox: () => Health['sandbox'];
  readonly desktop: () => Desktop | undefined;
  readonly browser: () => Browser | undefined;
  readonly stopping: () => boolean;
}

/** A function that tells the desktop's health: states of the processes and, when all are ready, a real frame and a CDP answer. */
export function createHealth(sources: HealthSources): () => Promise<Health> {
  let probed: { readonly at: number; readonly works: Promise<boolean> } | undefined;
  const works = (): Promise<boolean> => {
    const now = performance.now();
    if (probed === undefined || now - probed.at > FRESH_MS) probed = { at: now, works: answers(sources) };
    return probed.works;
  };
  return async () => {
    const processes = sources.processes();
    const { display } = sources;
    const base = { sandbox: sources.sandbox(), display, processes };
    if (sources.stopping()) return { status: 'stopping', ...base };
    const needed = processes.filter(({ name }) => sources.essential.includes(name));
    const allReady = needed.every(({ state }) => state === 'ready');
    if (!allReady) {
      // A probe of before would hide what has changed since.
      probed = undefined;
      const isFirst = needed.every(
        ({ restarts, state }) => restarts === 0 && state !== 'backing_off' && state !== 'failed',
      );
      return { status: isFirst ? 'starting' : 'degraded', ...base };
    }
    return { status: (await works()) ? 'ok' : 'degraded', ...base };
  };
}

async function answers({ desktop, browser }: HealthSources): Promise<boolean> {
  const [x, cdp] = [desktop(), browser()];
  if (x === undefined || cdp === undefined) return false;
  const timeout = new Promise<false>((resolve) => setTimeout(resolve, PROBE_MS, false).unref());
  const frame = x.capture({ x: 0, y: 0, width: 16, height: 16 }).then(({ pixels }) => pixels.length > 0);
  const ping = cdp.ping(PROBE_MS).then(() => true);
  const both = Promise.all([frame, ping]).then((results) => results.every(Boolean));
  return Promise.race([both, timeout]).catch(() => false);
}
