import type { Observation } from '../../actions/observation.ts';
import type { JsonObject } from '../../base/json.ts';
import type { PageElement } from '../../browser/browser.ts';
import { aimOf } from '../target.ts';
import { FILE_NAME, RISK_WORDS, SEARCH_WORDS } from './words.ts';
import type { NamedRisk, Risk } from './words.ts';

/** A risky act, in words for the person who decides. */
export interface RiskyAct {
  readonly risk: Risk;
  /** One sentence part, such as `click button "Pay now" on shop.example`. */
  readonly what: string;
}

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
  const found = ((): Found | undefined => {
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

type Found = RiskyAct;

function clickRisk(element: PageElement | undefined): Found | undefined {
  if (
    element === undefined ||
    !/^(button|link|menuitem|tab|option|image|text|generic|clickable|cell|disclosure|switch)?$/.test(
      element.role,
    )
  )
    return undefined;
  const risk = riskOfName(element.name, element.role);
  return risk === undefined ? undefined : { risk, what: `click ${shown(element)}` };
}

/** The risk that a control's name tells; a search is none. */
export function riskOfName(name: string, role = 'button'): NamedRisk | undefined {
  const text = name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  // Long texts are content, not labels.
  if (text === '' || text.length > 120) return undefined;
  const order: readonly NamedRisk[] = ['pay', 'delete', 'send', 'submit', 'download'];
  const named = order.find((risk) => MATCHERS[risk](text));
  if (named !== undefined) return named;
  return role === 'link' && FILE_NAME.test(text) ? 'download' : undefined;
}

function typeRisk({ text, submit }: JsonObject, target: PageElement | undefined): Found | undefined {
  const ends = submit === true || (typeof text === 'string' && /[\r\n]/.test(text));
  return ends ? enterRisk(target) : undefined;
}

function keyRisk(
  keys: string,
  target: PageElement | undefined,
  seen: Observation | undefined,
): Found | undefined {
  const parts = keys
    .toLowerCase()
    .split('+')
    .map((part) => part.trim());
  const key = parts.at(-1) ?? '';
  const isField = target !== undefined && FIELD.test(target.role);
  if (/^(enter|return|kp_enter)$/.test(key)) {
    const inDialog = dialogRisk(seen);
    if (inDialog !== undefined) return inDialog;
    if (parts.some((part) => /^(ctrl|control|cmd|meta|super)$/.test(part))) {
      return { risk: 'send', what: `press ${keys}${target === undefined ? '' : ` in ${shown(target)}`}` };
    }
    return enterRisk(target);
  }
  if (key === 'space' || key === ' ') return isField ? undefined : clickRisk(target);
  if (/^(delete|del)$/.test(key) && !isField) return { risk: 'delete', what: `press ${keys}` };
  return undefined;
}

const FIELD = /^(textbox|combobox|spinbutton|password|textarea|slider|listbox)$/;

/** Enter sends the form that a field belongs to, and presses the button that has the focus. */
function enterRisk(target: PageElement | undefined): Found | undefined {
  if (target === undefined || target.role === 'searchbox' || SEARCH(target.name.toLowerCase()))
    return undefined;
  return FIELD.test(target.role)
    ? { risk: 'submit', what: `press Enter in ${shown(target)}` }
    : clickRisk(target);
}

function dialogRisk(seen: Observation | undefined): Found | undefined {
  const open = seen?.dialogs.find(
    ({ type }) => type === 'confirm' || type === 'prompt' || type === 'beforeunload',
  );
  if (open === undefined) return undefined;
  return {
    risk: riskOfName(open.message) ?? 'submit',
    what: `accept the dialog ${short(JSON.stringify(open.message))}`,
  };
}

/** Going elsewhere, and acting where a click has led. */
function leaveRisk({ name, params }: Act, { seen, isHome }: Surroundings): Found | undefined {
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

function placed(found: Found | undefined, seen: Observation | undefined): RiskyAct | undefined {
  const url = seen?.page?.url;
  const host = url !== undefined && URL.canParse(url) ? new URL(url).host : '';
  return found === undefined || host === '' ? found : { ...found, what: `${found.what} on ${host}` };
}

function shown({ role, name }: PageElement): string {
  return `${role} ${short(JSON.stringify(name))}`;
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Letters of scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function matcher(phrases: readonly string[]): (text: string) => boolean {
  const whole = new Set(phrases.filter((each) => each.startsWith('=')).map((each) => each.slice(1)));
  const rest = phrases.filter((each) => !each.startsWith('='));
  const unspaced = rest.filter((each) => UNSPACED.test(each));
  const words = rest.filter((each) => !UNSPACED.test(each)).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{M}\\p{N}])`, 'u');
  return (text) => whole.has(text) || pattern.test(text) || unspaced.some((each) => text.includes(each));
}

const MATCHERS: Readonly<Record<NamedRisk, (text: string) => boolean>> = {
  pay: matcher(RISK_WORDS.pay),
  delete: matcher(RISK_WORDS.delete),
  send: matcher(RISK_WORDS.send),
  submit: matcher(RISK_WORDS.submit),
  download: matcher(RISK_WORDS.download),
};
const SEARCH = matcher(SEARCH_WORDS);
