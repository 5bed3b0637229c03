import { setTimeout as sleep } from 'node:timers/promises';
import type { DesktopClient } from '../../../src/client/client.ts';
import type { ActionCall } from '../../../src/client/wire.ts';
import { BUTTON, FINAL, MARKER } from '../../fixtures/behaviours/behaviour.ts';
import type { Behaviour } from '../../fixtures/behaviours/behaviour.ts';
import type { BehaviourSite } from '../../fixtures/behaviours/server.ts';
import { decode, isNear } from './picture.ts';
import type { Picture } from './picture.ts';

/** What came of acting on one page once. */
export interface BehaviourRun {
  /** Whether the frame of the reply shows the page's final state. */
  readonly final: boolean;
  readonly settled: boolean;
  readonly settleMs: number;
  /** From the action's call to its reply, in ms. */
  readonly tookMs: number;
  /** From the page's final state (or the call, if it was in it already) to the reply, in ms; undefined where the page cannot tell. */
  readonly overMs: number | undefined;
}

/** What a way of acting and looking gives. */
export interface Look {
  readonly picture: Uint8Array;
  readonly settled: boolean;
  readonly settleMs: number;
  readonly hasDialog: boolean;
}

/** A way of acting and then looking. */
export type ActAndLook = (client: DesktopClient, call: ActionCall) => Promise<Look>;

/** Ours: one call, whose reply shows the settled screen. */
async function observeSettled(client: DesktopClient, call: ActionCall): Promise<Look> {
  const { observation } = await client.perform(call);
  if (!observation?.frame) throw new Error('The reply has no frame.');
  const { settled, settle_ms: settleMs, frame, dialogs } = observation;
  return { picture: Buffer.from(frame.data, 'base64'), settled, settleMs, hasDialog: dialogs.length > 0 };
}

/** The page's final state comes within this, or the run fails, in ms. */
const FINAL_WITHIN_MS = 8000;
/** Above it are tabs and address bar, whose animations are the browser's own. */
const PAGE_TOP = 90;

/**
 * Opens a behaviour's page, acts on it, and judges the reply's frame by the page's own record and by later pictures: by
 * all of the page where it comes to rest, else by its marker.
 */
export async function runBehaviour(
  client: DesktopClient,
  site: BehaviourSite,
  behaviour: Behaviour,
  ends = true,
  actAndLook: ActAndLook = observeSettled,
): Promise<BehaviourRun> {
  site.forget();
  await client.perform({ action: 'goto', url: site.url(behaviour.name) });
  const calledAt = Date.now();
  const look = await actAndLook(client, behaviour.action ?? { action: 'click', ...BUTTON });
  const repliedAt = Date.now();
  const shown = await decode(look.picture);
  const { settled, settleMs } = look;
  const rest = { settled, settleMs, tookMs: repliedAt - calledAt };
  if (behaviour.dialog === true) {
    await until('the dialog', async () => (await client.observation()).dialogs.length > 0);
    const final = look.hasDialog && (await isLike(client, shown));
    await client.perform({ action: 'key', keys: 'Enter' });
    return { ...rest, final, overMs: undefined };
  }
  await until('its final state', () => Promise.resolve(site.finalAt !== undefined));
  await until('the final colour', () => showsFinal(client));
  const finalAt = Math.max(site.finalAt ?? 0, calledAt);
  const final = isFinal(shown) && (!ends || (await isLike(client, shown)));
  return { ...rest, final, overMs: repliedAt - finalAt };

  async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + FINAL_WITHIN_MS;
    while (!(await reached())) {
      if (Date.now() > end) throw new Error(`The page ${behaviour.name} did not come to ${what}.`);
      await sleep(10);
    }
  }
}

/** Whether a frame shows the marker in its final colour. */
export function isFinal(picture: Picture): boolean {
  return isNear(picture.at(MARKER.x, MARKER.y), FINAL, 6);
}

async function showsFinal(client: DesktopClient): Promise<boolean> {
  const region = { x: MARKER.x - 2, y: MARKER.y - 2, width: 5, height: 5 };
  const { data } = await client.screenshot({ format: 'png', region });
  return isNear((await decode(data)).at(2, 2), FINAL, 0);
}

/** Whether the page looks as it does in `earlier` now, but for the codec's noise and what is as small as a caret. */
async function isLike(client: DesktopClient, earlier: Picture): Promise<boolean> {
  const now = await decode((await client.screenshot()).data);
  let different = 0;
  for (let y = PAGE_TOP; y < now.height; y += 2)
    for (let x = 0; x < now.width; x += 2) if (!isNear(now.at(x, y), earlier.at(x, y), 40)) different++;
  return different <= 40;
}
