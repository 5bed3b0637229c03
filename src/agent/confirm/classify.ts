import type { Observation } from '../../actions/observation.ts';
import type { JsonObject } from '../../base/json.ts';
import type { PageElement } from '../../browser/browser.ts';
import { aimOf } from '../target.ts';
import { clickRisk, dialogRisk, enterRisk, keyRisk, short } from './element-risk.ts';
import type { RiskyAct } from './element-risk.ts';

/** An action as the model asks for it. */
export interface Act {
  readonly name: string;
  readonly params: JsonObject;
}

/** What an act is judged by, besides itself. */
export interface Surroundings {
  /** The screen that the model saw. */
  readonly seen: Observation | undefined;
  /** Whether a host is among the task's own sites; undefined when it has none. */
  readonly isHome?: ((url: string) => boolean) | undefined;
  /** Tools of other programs: what they do cannot be told. */
  readonly isExternal: (name: string) => boolean;
}

/**
 * The risky acts in a call, none when it is harmless as far as the screen before it tells. Judged by the action, what it aims at
 * (role and name), the key, the open dialog and the page's address. Pure. What a page's script makes of a harmless looking
 * click cannot be seen from here.
 */
export function risksOf(act: Act, around: Surroundings): readonly RiskyAct[] {
  return act.name === 'batch'
    ? batchRisks(act.params['actions'], around)
    : [riskOf(act, around, undefined)].filter(isThere);
}

/** In a batch the focus moves with what is clicked before. */
function batchRisks(actions: unknown, around: Surroundings): readonly RiskyAct[] {
  if (!Array.isArray(actions)) return [];
  const found: RiskyAct[] = [];
  let focus: PageElement | undefined;
  for (const part of actions as unknown[]) {
    if (typeof part !== 'object' || part === null) continue;
    const { action, ...params } = part as JsonObject;
    const act = { name: typeof action === 'string' ? action : '', params };
    if (act.name === 'batch') found.push(...batchRisks(params['actions'], around));
    else found.push(...[riskOf(act, around, focus)].filter(isThere));
    focus = aimOf(params, around.seen).element ?? focus;
  }
  return found;
}

function riskOf(act: Act, around: Surroundings, focus: PageElement | undefined): RiskyAct | undefined {
  const { seen } = around;
  const { name, params } = act;
  const element = aimOf(params, seen).element;
  const found = ((): RiskyAct | undefined => {
    if (around.isExternal(name)) return { risk: 'program', what: `use the tool ${name} of another program` };
    switch (name) {
      case 'click':
        return clickRisk(element);
      case 'mouse_down':
      case 'mouse_up':
        return clickRisk(
          element ?? (seen === undefined ? undefined : aimOf({ ...seen.cursor }, seen).element),
        );
      case 'type':
        return typeRisk(params, element ?? focus ?? focused(seen));
      case 'paste':
        return undefined;
      case 'key':
      case 'key_down':
        return keyRisk(textOf(params['keys']) + textOf(params['key']), focus ?? focused(seen), seen);
      case 'dialog':
        return params['accept'] === false ? undefined : dialogRisk(seen);
      case 'upload':
        return { risk: 'upload', what: `give the files ${JSON.stringify(params['files'])} to the page` };
      case 'shell':
      case 'files':
        return { risk: 'program', what: `run ${name} ${short(JSON.stringify(params))}` };
      default:
        return undefined;
    }
  })();
  return placed(found ?? leaveRisk(act, around), seen);
}

function typeRisk({ text, submit }: JsonObject, target: PageElement | undefined): RiskyAct | undefined {
  const ends = submit === true || (typeof text === 'string' && /[\r\n]/.test(text));
  return ends ? enterRisk(target) : undefined;
}

/** Going elsewhere, and acting where a click has led. */
function leaveRisk({ name, params }: Act, { seen, isHome }: Surroundings): RiskyAct | undefined {
  if (isHome === undefined) return undefined;
  const target = params['url'] ?? params['open'];
  if (typeof target === 'string') {
    return isHome(target)
      ? undefined
      : { risk: 'leave', what: `open ${short(target)}, which is not one of the task's sites` };
  }
  const url = seen?.page?.url;
  return ACTS.test(name) && url !== undefined && !isHome(url)
    ? { risk: 'leave', what: `${name} on ${short(url)}, which is not one of the task's sites` }
    : undefined;
}

const ACTS = /^(click|type|key|key_down|mouse_down|drag|paste|upload|dialog)$/;

function focused(seen: Observation | undefined): PageElement | undefined {
  return seen?.elements.find(({ states }) => states.includes('focused'));
}

function placed(found: RiskyAct | undefined, seen: Observation | undefined): RiskyAct | undefined {
  const url = seen?.page?.url;
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : '';
  return found === undefined || host === '' ? found : { ...found, what: `${found.what} on ${host}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
