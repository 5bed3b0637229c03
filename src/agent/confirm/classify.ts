import type { Observation } from '../../actions/observation.ts';
import type { JsonObject } from '../../base/json.ts';
import type { PageElement } from '../../browser/browser.ts';
import { aimOf, commonOf } from '../target.ts';
import { partsOf } from './act.ts';
import type { Act } from './act.ts';
import { addressRisk, linkRisk } from './address-risk.ts';
import { clickRisk, dialogRisk, short } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import type { AddressBar } from './focus.ts';
import { keyRisk, typeRisk } from './key-risk.ts';
import { reloadRisk, resendRisk } from './reload-risk.ts';
import { after } from './whereabouts.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What an act is judged by, besides itself. */
export interface Surroundings {
  /** The screen that the model saw. */
  readonly seen: Observation | undefined;
  /** Whether a host is among the task's own sites; undefined when it has none. */
  readonly isHome?: ((url: string) => boolean) | undefined;
  /** Tools of other programs: what they do cannot be told. */
  readonly isExternal: (name: string) => boolean;
  /** The address bar, where an earlier call has put the focus there. */
  readonly bar?: AddressBar | undefined;
  /** Keys that earlier calls have left down, by canonical name. */
  readonly held?: readonly string[] | undefined;
}

/**
 * The risky acts in a call, none when it is harmless as far as the screen before it tells. Judged by the action, what it aims at
 * (role and name), the key, the open dialog and the page's address. In a batch focus and pointer move with what is done before, and
 * what can no longer be told is risky. Pure. What a page's script makes of a harmless looking click cannot be seen from here.
 */
export function risksOf(act: Act, around: Surroundings): readonly RiskyAct[] {
  return follow(act, around).risks;
}

/** The address bar, when the focus is in it once the act is done. */
export function barAfter(act: Act, around: Surroundings): AddressBar | undefined {
  const { focus } = follow(act, around).where;
  return focus.on === 'bar' ? { ...focus, isRemembered: true } : undefined;
}

/** The keys that are down once the act is done, by canonical name. */
export function heldAfter(act: Act, around: Surroundings): readonly string[] {
  return follow(act, around).where.held;
}

function follow(act: Act, around: Surroundings): { risks: readonly RiskyAct[]; where: Whereabouts } {
  const risks: RiskyAct[] = [];
  let where: Whereabouts = {
    focus: around.bar ?? { on: 'seen' },
    pointer: undefined,
    held: around.held ?? [],
    isStale: false,
  };
  for (const part of partsOf(act)) {
    const risk = riskOf(part, around, where);
    if (risk !== undefined) risks.push(risk);
    where = after(part, around.seen, where);
  }
  return { risks, where };
}

function riskOf(act: Act, around: Surroundings, where: Whereabouts): RiskyAct | undefined {
  return placed(actRisk(act, around, where) ?? elsewhereRisk(act, around), around.seen);
}

function actRisk(act: Act, around: Surroundings, where: Whereabouts): RiskyAct | undefined {
  const { seen } = around;
  const { name, params } = act;
  if (around.isExternal(name)) return { risk: 'program', what: `use the tool ${name} of another program` };
  switch (name) {
    case 'click':
      return pressRisk(name, targetOf(params, seen, where), around) ?? resendRisk(name, seen);
    case 'drag':
      return pressRisk(name, where.isStale ? 'unknown' : commonOf(params, seen), around);
    case 'mouse_down':
    case 'mouse_up':
      return pressRisk(name, underPointer(params, seen, where), around) ?? resendRisk(name, seen);
    case 'type':
      return targetRisk(params, around, where) ?? typeRisk(params, where, around);
    case 'paste':
      return undefined;
    case 'key':
    case 'key_down':
      return keyRisk(textOf(params['keys']) + textOf(params['key']), where, around);
    case 'dialog':
      return params['accept'] === false ? undefined : dialogRisk(seen);
    case 'reload':
      return reloadRisk('reload', seen, where);
    case 'upload':
      return { risk: 'upload', what: `give the files ${JSON.stringify(params['files'])} to the page` };
    case 'shell':
    case 'files':
      return { risk: 'program', what: `run ${name} ${short(JSON.stringify(params))}` };
    default:
      return openRisk(params, around);
  }
}

type Target = PageElement | 'unknown' | undefined;

/** What a click hits. A ref that the screen does not show may be anything, and so may a point of a screen that is gone. */
function targetOf(params: JsonObject, seen: Observation | undefined, where: Whereabouts): Target {
  const { element } = aimOf(params, seen);
  if (typeof params['ref'] === 'string') return element ?? 'unknown';
  return where.isStale ? 'unknown' : element;
}

function underPointer(params: JsonObject, seen: Observation | undefined, where: Whereabouts): Target {
  const isAimed = typeof params['ref'] === 'string' || typeof params['x'] === 'number';
  const pointer = where.pointer ?? seen?.cursor;
  if (isAimed || pointer === undefined) return targetOf(params, seen, where);
  return pointer === 'unknown' ? 'unknown' : targetOf({ ...pointer }, seen, where);
}

function pressRisk(name: string, target: Target, { isHome }: Surroundings): RiskyAct | undefined {
  if (target === 'unknown')
    return { risk: 'unknown', what: `${name} on what the screen did not show before` };
  return target === undefined ? undefined : (clickRisk(target) ?? linkRisk(target, isHome));
}

/** To type into an element is to click it first. */
function targetRisk(params: JsonObject, around: Surroundings, where: Whereabouts): RiskyAct | undefined {
  if (params['ref'] === undefined) return undefined;
  return pressRisk('type', targetOf(params, around.seen, where), around);
}

function openRisk(params: JsonObject, { isHome }: Surroundings): RiskyAct | undefined {
  const target = params['url'] ?? params['open'];
  return typeof target === 'string' ? addressRisk(target, isHome) : undefined;
}

/** Acting where a click has led. */
function elsewhereRisk({ name }: Act, { seen, isHome }: Surroundings): RiskyAct | undefined {
  const url = seen?.page?.url;
  return ACTS.test(name) && url !== undefined && isHome?.(url) === false
    ? { risk: 'leave', what: `${name} on ${short(url)}, which is not one of the task's sites` }
    : undefined;
}

const ACTS = /^(click|type|key|key_down|mouse_down|drag|paste|upload|dialog)$/;

function placed(found: RiskyAct | undefined, seen: Observation | undefined): RiskyAct | undefined {
  const url = seen?.page?.url;
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : '';
  return found === undefined || host === '' ? found : { ...found, what: `${found.what} on ${host}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
