import type { JsonObject } from '../../base/json.ts';
import type { Observation } from '../../actions/observation.ts';
import { partsOf } from './act.ts';
import type { Act } from './act.ts';
import { addressRisk } from './address-risk.ts';
import { dialogRisk, short } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';
import type { AddressBar } from './focus.ts';
import { keyRisk, typeRisk } from './key-risk.ts';
import { buttonRisk, clickedRisk, dragRisk } from './press-risk.ts';
import { whole } from './sight.ts';
import type { Surroundings } from './surroundings.ts';
import { reloadRisk, resendRisk } from './reload-risk.ts';
import { after } from './whereabouts.ts';
import type { Whereabouts } from './whereabouts.ts';

/**
 * The risky acts in a call, none when it is harmless as far as the screen before it tells. Judged by the action, what it aims at
 * (role and name), the key, the open dialog and the page's address. In a batch focus and pointer move with what is done before, and
 * what can no longer be told is risky. Pure. What a page's script makes of a harmless looking click cannot be seen from here.
 */
export function risksOf(act: Act, around: Surroundings): readonly RiskyAct[] {
  return follow(act, around).risks;
}

/** Whether an act goes to what is at a point, or has the keyboard, by the time that it is done: it names no element. */
export function goesAnywhere(act: Act): boolean {
  return partsOf(act).some(
    ({ name, params }) =>
      (ACTS.test(name) || name === 'mouse_up') &&
      [params['ref'], params['from_ref']].every((ref) => ref === undefined),
  );
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

function follow(act: Act, given: Surroundings): { risks: readonly RiskyAct[]; where: Whereabouts } {
  const around = { ...given, seen: whole(given.seen) };
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
      return clickedRisk(act, around, where) ?? resendRisk(name, seen);
    case 'drag':
      return dragRisk(params, around, where);
    case 'mouse_down':
    case 'mouse_up':
      return buttonRisk(act, around, where) ?? resendRisk(name, seen);
    case 'type':
      return (
        (params['ref'] === undefined ? undefined : clickedRisk(act, around, where)) ??
        typeRisk(params, where, around)
      );
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

function openRisk(params: JsonObject, { isHome }: Surroundings): RiskyAct | undefined {
  const target = params['url'] ?? params['open'];
  return typeof target === 'string' ? addressRisk(target, isHome) : undefined;
}

/** Acting where a click has led. */
function elsewhereRisk({ name }: Act, { seen, isHome }: Surroundings): RiskyAct | undefined {
  if (isHome === undefined || !ACTS.test(name)) return undefined;
  const url = seen?.page?.url;
  if (url === undefined) return { risk: 'leave', what: `${name} on a page that does not tell its address` };
  return isHome(url)
    ? undefined
    : { risk: 'leave', what: `${name} on ${short(url)}, which is not one of the task's sites` };
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
